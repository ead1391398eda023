import { createClock } from '../../../rehearsal/cloud/clock';
import { createCloud } from '../../../rehearsal/cloud/cloud';
import type { Cloud, DeploymentOutcome } from '../../../rehearsal/cloud/types';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { askJson } from './support/http';
import { imageStore, testImage } from './support/images';
import { catalog, catalogAlarm, storefrontOfCatalog, testModel } from './support/models';

jest.setTimeout(60_000);

const events: RehearsalEvent[] = [];
let cloud: Cloud;

async function rollCatalog(faults: string): Promise<DeploymentOutcome> {
  events.length = 0;
  cloud = createCloud({
    model: testModel([storefrontOfCatalog, catalog], [catalogAlarm]),
    service: 'catalog',
    clock: createClock(120),
    emit: (event) => events.push(event),
    rate: 100,
    imageStore: imageStore([
      testImage('storefront:before'),
      testImage('catalog:before'),
      testImage('catalog:after', { FAULTS: faults }),
    ]),
    awsEndpoint: 'http://127.0.0.1:1',
  });
  await cloud.start();
  return cloud.deployRolling({ service: 'catalog', image: 'catalog:after' });
}

async function catalogVersion(): Promise<unknown> {
  return (await askJson(cloud.rewrite('http://catalog.example.internal:8080/')))['version'];
}

afterEach(() => cloud.stop());

test('a healthy rolling release replaces every task and loses no request of the service in front', async () => {
  const outcome = await rollCatalog('');
  expect(outcome).toMatchObject({ status: 'succeeded', productionPercent: 100 });
  expect(await catalogVersion()).toBe('after');
  const { requests, window } = cloud.statistics();
  expect(requests.failed).toBe(0);
  expect(window.servedByGreen).toBeGreaterThan(0);
});

test('tasks that crash on boot open the circuit breaker and users notice nothing', async () => {
  const outcome = await rollCatalog('crash-on-boot');
  expect(outcome).toMatchObject({ status: 'rolled-back', productionPercent: 0 });
  expect(outcome.reason).toContain('tasks failed to start');
  expect(outcome.reason).toContain('planted fault: crash on boot');
  expect(await catalogVersion()).toBe('before');
  expect(cloud.statistics().requests).toMatchObject({ failed: 0, servedByGreen: 0 });
});

test('a deployment alarm rolls a rolling release back', async () => {
  const outcome = await rollCatalog('error-rate=0.5');
  expect(outcome).toMatchObject({ status: 'rolled-back' });
  expect(outcome.reason).toContain('alarm catalog-errors is in ALARM');
  expect(await catalogVersion()).toBe('before');
});

test('behind a load balancer, tasks that never pass its health check get no request and are rolled back', async () => {
  cloud = createCloud({
    model: testModel([{ ...catalog, deploymentAlarms: undefined, targetGroupArns: ['arn:blue'] }]),
    service: 'catalog',
    clock: createClock(240),
    emit: (event) => events.push(event),
    rate: 50,
    imageStore: imageStore([
      testImage('catalog:before'),
      testImage('catalog:after', { FAULTS: 'unhealthy' }),
    ]),
    awsEndpoint: 'http://127.0.0.1:1',
  });
  events.length = 0;
  await cloud.start();
  const outcome = await cloud.deployRolling({ service: 'catalog', image: 'catalog:after' });
  expect(outcome).toMatchObject({ status: 'rolled-back', productionPercent: 0 });
  expect(outcome.reason).toContain('health checks');
  expect(cloud.statistics().requests).toMatchObject({ failed: 0, servedByGreen: 0 });
  const colours = new Set(events.flatMap((event) => (event.type === 'sample' ? [event.colour] : [])));
  expect([...colours]).toEqual(['before']);
});

test('a caller that waits no longer gets a failed outcome', async () => {
  cloud = createCloud({
    model: testModel([{ ...catalog, circuitBreaker: undefined }]),
    service: 'catalog',
    clock: createClock(600),
    emit: () => undefined,
    rate: 0,
    imageStore: imageStore([
      testImage('catalog:before'),
      testImage('catalog:after', { FAULTS: 'crash-on-boot' }),
    ]),
    awsEndpoint: 'http://127.0.0.1:1',
  });
  await cloud.start();
  const outcome = await cloud.deployRolling({
    service: 'catalog',
    image: 'catalog:after',
    timeoutSeconds: 300,
  });
  expect(outcome).toMatchObject({ status: 'failed', reason: 'the service was not steady after 5 minutes' });
  expect(await catalogVersion()).toBe('before');
});
