import { createClock } from '../../../rehearsal/cloud/clock';
import { createCloud } from '../../../rehearsal/cloud/cloud';
import type { Cloud, CodeDeployRequest } from '../../../rehearsal/cloud/types';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { imageStore, testImage } from './support/images';
import { storefront, testModel } from './support/models';

jest.setTimeout(60_000);

const events: RehearsalEvent[] = [];
let cloud: Cloud;

async function startStorefront(faults: string, rate = 100): Promise<CodeDeployRequest> {
  events.length = 0;
  cloud = createCloud({
    model: testModel([storefront]),
    service: 'storefront',
    clock: createClock(120),
    emit: (event) => events.push(event),
    rate,
    imageStore: imageStore([
      testImage('storefront:before'),
      testImage('storefront:after', { FAULTS: faults }),
    ]),
    awsEndpoint: 'http://127.0.0.1:1',
  });
  await cloud.start();
  const before = cloud.describeTaskDefinition('storefront');
  const taskDefinitionArn = cloud.registerTaskDefinition({
    ...before,
    containerDefinitions: (before?.['containerDefinitions'] as object[]).map((one) => ({
      ...one,
      image: 'storefront:after',
    })),
  });
  return {
    service: 'storefront',
    taskDefinitionArn,
    hooks: { AfterAllowTestTraffic: 'validate' },
    invokeHook: () => Promise.resolve({ status: 'Succeeded' }),
  };
}

async function versionAt(origin: string): Promise<string> {
  const response = await fetch(cloud.rewrite(origin));
  return ((await response.json()) as { version: string }).version;
}

afterEach(() => cloud.stop());

test('a healthy canary is released with no failed request', async () => {
  const request = await startStorefront('');
  const outcome = await cloud.deployWithCodeDeploy(request);
  expect(outcome).toMatchObject({ status: 'succeeded', productionPercent: 100, detectSeconds: 0 });
  expect(outcome.hooks).toEqual([
    { event: 'AfterAllowTestTraffic', function: 'validate', status: 'Succeeded' },
  ]);
  const { window } = cloud.statistics();
  expect(window.failed).toBe(0);
  expect(window.servedByGreen).toBeGreaterThan(0);
  expect(await versionAt('http://shop.example.internal')).toBe('after');
});
