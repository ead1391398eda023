import { selectEnvironment } from '../../../rehearsal/cloud/environment';
import type { EmfValue } from '../../../rehearsal/cloud/process/emf';
import { createVersions } from '../../../rehearsal/cloud/versions';
import { catalog, storefrontOfCatalog, testModel } from './support/models';

const environment = selectEnvironment(testModel([storefrontOfCatalog, catalog]), 'catalog');
const USER = { colour: 'blue', version: 'v1', failed: false, latencyMs: 10 };

function told(requests: number, errors: number, latencies: readonly number[]): EmfValue[] {
  const common = { namespace: 'DevOpsOnAws/Service', dimensions: {} };
  return [
    { ...common, name: 'Requests', values: [requests] },
    { ...common, name: 'Errors', values: [errors] },
    { ...common, name: 'Latency', values: latencies },
    // The same figures again, for another set of dimensions.
    { ...common, name: 'Requests', values: [requests] },
  ];
}

it('tells what users asked a version for and only ever were refused', () => {
  const versions = createVersions(environment);
  const answers: [string, string, number | undefined][] = [
    ['v1', 'GET /', 200],
    ['v1', 'GET /cart', 200],
    ['v2', 'GET /cart', 404],
    ['v2', 'GET /cart', 404],
    ['v2', 'POST /orders', 405],
    ['v2', 'GET /sometimes', 404],
    ['v2', 'GET /sometimes', 200],
    ['v2', 'GET /sometimes', 404],
    ['v2', 'GET /broken', 500],
    ['v2', 'GET /silent', undefined],
    ['v2', 'GET /moved', 302],
  ];
  for (const [version, step, status] of answers)
    versions.addUser({ ...USER, version, step, ...(status !== undefined && { status }) });
  const [before, after] = versions.summaries();
  expect(before).not.toHaveProperty('onlyRefused');
  expect(after?.onlyRefused).toEqual(['GET /cart: 404', 'POST /orders: 405']);
});

it('leaves out a refusal that the health checks take for a good answer', () => {
  const model = testModel([storefrontOfCatalog, catalog]);
  const balancers = model.loadBalancers.map((one) => ({
    ...one,
    targetGroups: one.targetGroups.map((group) => ({
      ...group,
      healthCheck: { ...group.healthCheck, path: '/', matcher: '200-404' },
    })),
  }));
  const versions = createVersions(selectEnvironment({ ...model, loadBalancers: balancers }, 'storefront'));
  versions.addUser({ ...USER, step: 'GET /', status: 404 });
  expect(versions.summaries()[0]).not.toHaveProperty('onlyRefused');
  versions.addUser({ ...USER, step: 'GET /', status: 410, version: 'v2' });
  expect(versions.summaries()[1]?.onlyRefused).toEqual(['GET /: 410']);
});

it('counts the service behind the entry as its users saw it, also when another one is rehearsed', () => {
  const versions = createVersions(environment);
  versions.addTold('catalog', 'v1', told(1, 0, [1]));
  versions.addUser(USER);
  versions.addUser({ ...USER, failed: true, latencyMs: 30 });
  versions.addUser({ ...USER, version: 'v2' });
  versions.addUser({ ...USER, version: 'none', failed: true });
  versions.addTold('storefront', 'v1', told(100, 0, [1]));
  expect(versions.summaries()).toEqual([
    expect.objectContaining({
      service: 'storefront',
      version: 'v1',
      seenBy: 'users',
      requests: 2,
      failed: 1,
      failedPercent: 50,
      p99Ms: 30,
    }),
    expect.objectContaining({ version: 'v2', requests: 1, failed: 0 }),
    expect.objectContaining({ version: 'none', requests: 1, failed: 1 }),
    expect.objectContaining({ service: 'catalog', seenBy: 'service' }),
  ]);
});

it('counts a service behind another one as it measured itself', () => {
  const versions = createVersions(environment);
  versions.addTold('catalog', 'v1', told(300, 3, [1, 2, 9]));
  versions.addTold('catalog', 'v1', told(100, 0, [2]));
  versions.addTold('catalog', 'v2', told(0, 0, []));
  versions.addTold('gone', 'v1', told(5, 0, [1]));
  expect(versions.summaries()).toEqual([
    {
      service: 'catalog',
      version: 'v1',
      seenBy: 'service',
      requests: 400,
      failed: 3,
      failedPercent: 0.75,
      p50Ms: 2,
      p99Ms: 9,
    },
  ]);
});
