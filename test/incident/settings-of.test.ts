import { project } from '../../bin/environments';
import { resolveProject } from '../../lib/config/resolve';
import type { SourceInput } from '../../lib/config/source-input';
import { environmentOf, settingsFrom, watchedBy } from '../../lib/incident/settings';
import { incidentSettings } from '../../lib/incident/settings-of';

const settingsWith = (source: SourceInput) =>
  incidentSettings(resolveProject({ ...project, toolchain: { ...project.toolchain, source } }));
const ours = { owner: 'team', repository: 'shop' };

it.each<readonly [SourceInput, string]>([
  [
    { kind: 'codecommit' },
    'https://us-east-1.console.aws.amazon.com/codesuite/codecommit/repositories/devops-on-aws/compare/{good}/.../{bad}?region=us-east-1',
  ],
  [{ kind: 'connection', ...ours }, 'https://github.com/team/shop/compare/{good}...{bad}'],
  [
    { kind: 'connection', provider: 'GitLab', ...ours },
    'https://gitlab.com/team/shop/-/compare/{good}...{bad}',
  ],
  [
    { kind: 'connection', provider: 'Bitbucket', ...ours },
    'https://bitbucket.org/team/shop/branches/compare/{bad}..{good}',
  ],
])('knows the page that compares two commits of %j', (source, url) => {
  expect(settingsWith(source).compareUrl).toBe(url);
});

it('reaches the function as it was, and says what to look for', () => {
  const settings = settingsWith({ kind: 'codecommit' });
  const read = settingsFrom({ SETTINGS: JSON.stringify(settings) });
  expect(read).toEqual(settings);
  expect(watchedBy(read)).toMatchObject({ services: ['catalog', 'storefront'], environments: ['sandbox'] });
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
