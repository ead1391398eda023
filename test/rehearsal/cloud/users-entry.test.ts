import { selectEnvironment } from '../../../rehearsal/cloud/environment';
import { journeyOf } from '../../../rehearsal/cloud/users-entry';
import { catalog, storefront, storefrontOfCatalog, testModel } from './support/models';

const journey = [{ method: 'GET', path: '/quotes', weight: 2 }] as const;
const pathsOf = (...[services, rehearsed]: [Parameters<typeof testModel>[0], string]): string[] =>
  journeyOf(selectEnvironment(testModel(services), rehearsed)).map(({ path }) => path);

it('users do what their service declares, also when a service behind it is rehearsed', () => {
  const front = { ...storefrontOfCatalog, journey };
  expect(journeyOf(selectEnvironment(testModel([front, catalog]), 'catalog'))).toEqual(journey);
  expect(pathsOf([storefrontOfCatalog, { ...catalog, journey }], 'catalog')).not.toContain('/quotes');
});

it('users ask for the front page and the path of the health checks when nothing is declared', () => {
  expect(pathsOf([storefront], 'storefront')).toEqual(['/', '/ready']);
});

it('callers of a service without a load balancer ask what its container is asked', () => {
  const healthCheck = {
    ...{ intervalSeconds: 10, timeoutSeconds: 5, retries: 3, startPeriodSeconds: 0 },
    command: ['CMD-SHELL', 'curl -f http://localhost:8080/alive || exit 1'],
  };
  const internal = { ...catalog, task: { ...catalog.task, healthCheck } };
  expect(pathsOf([internal], 'catalog')).toEqual(['/', '/alive']);
});
