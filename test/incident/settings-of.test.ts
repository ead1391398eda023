import { project } from '../../bin/environments';
import { resolveProject } from '../../lib/config/resolve';
import { environmentOf, releasesOf, servicesOf, settingsFrom } from '../../lib/incident/settings';
import { incidentSettings } from '../../lib/incident/settings-of';

const settings = incidentSettings(resolveProject(project));

it('reaches the function as it was, and says what to look for', () => {
  const read = settingsFrom({ SETTINGS: JSON.stringify(settings) });
  expect(read).toEqual(settings);
  expect(servicesOf(read)).toEqual(['catalog', 'storefront']);
  const place = { service: 'catalog', environment: 'sandbox' };
  expect(releasesOf(read).placeOfStage('devops-on-aws-catalog', 'sandbox')).toEqual(place);
  expect(environmentOf(read, { service: 'catalog', environment: 'sandbox' })?.services).toEqual({
    catalog: 'rolling',
    storefront: 'canary:10%/5m',
  });
});

it('of many services still fits what Lambda takes as environment variables', () => {
  const [sandbox] = project.environments;
  if (!sandbox) throw new Error('the project has no environment');
  const [service] = sandbox.services;
  if (!service) throw new Error('the sandbox has no service');
  const services = Array.from({ length: 20 }, (_, index) => ({
    ...service,
    name: `a-rather-long-name${index}`.slice(0, 20),
  }));
  const environments = ['sandbox', 'staging', 'production'].map((name, index) => ({
    ...sandbox,
    name,
    services,
    cidr: `10.${index}.0.0/16`,
  }));
  const text = JSON.stringify(incidentSettings(resolveProject({ ...project, environments })));
  expect(text.length).toBeLessThan(3500);
});
