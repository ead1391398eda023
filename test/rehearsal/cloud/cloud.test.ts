import { createClock } from '../../../rehearsal/cloud/clock';
import { createCloud } from '../../../rehearsal/cloud/cloud';
import type { Cloud, CodeDeployRequest } from '../../../rehearsal/cloud/types';
import type { RehearsalEvent } from '../../../rehearsal/events';
import type { ServiceModel } from '../../../rehearsal/model';
import { askJson } from './support/http';
import { imageStore, testImage } from './support/images';
import { nativeStorefront, storefront, testModel, testTask } from './support/models';

jest.setTimeout(60_000);

const events: RehearsalEvent[] = [];
let cloud: Cloud;

/** The storefront whose releases are over sooner, where nothing has to be found in the meantime. */
const quick: ServiceModel = {
  ...storefront,
  task: {
    ...testTask('storefront', {
      environment: { ...storefront.task.environment, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' },
    }),
    hasAgent: true,
  },
  ...(storefront.codeDeploy && {
    codeDeploy: {
      ...storefront.codeDeploy,
      routing: { kind: 'canary', percent: 10, intervalSeconds: 90 },
      terminationWaitSeconds: 60,
    },
  }),
};

async function startStorefront(
  faults: string,
  rate = 100,
  service: ServiceModel = storefront,
): Promise<CodeDeployRequest> {
  events.length = 0;
  cloud = createCloud({
    model: testModel([service]),
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

async function versionAt(origin: string): Promise<unknown> {
  return (await askJson(cloud.rewrite(origin)))['version'];
}

afterEach(() => cloud.stop());

test('a healthy canary is released with no failed request', async () => {
  const request = await startStorefront('', 100, quick);
  const outcome = await cloud.deployWithCodeDeploy(request);
  expect(outcome).toMatchObject({ status: 'succeeded', productionPercent: 100, detectSeconds: 0 });
  expect(outcome.hooks).toEqual([
    { event: 'AfterAllowTestTraffic', function: 'validate', status: 'Succeeded' },
  ]);
  const { window } = cloud.statistics();
  expect(window.failed).toBe(0);
  expect(window.servedByGreen).toBeGreaterThan(0);
  expect(await versionAt('http://shop.example.internal')).toBe('after');
  await expectLastSpans(window.servedByGreen);
});

/** At the end every service is stopped as ECS stops it, so what it sends last arrives; only the last sample is told. */
async function expectLastSpans(served: number): Promise<void> {
  const tasks = storefront.desiredCount;
  const traced = cloud.traces()?.facts().traces ?? 0;
  const told = events.length;
  await cloud.finish();
  expect(cloud.traces()?.facts().traces).toBe(traced + tasks);
  expect(events.slice(told).filter(({ type }) => type !== 'sample')).toEqual([]);
  const { versions, requests } = cloud.statistics();
  const samples = events.flatMap((event) => (event.type === 'sample' ? [event] : []));
  expect(samples.reduce((sum, sample) => sum + sample.requests, 0)).toBe(requests.total);
  expect(versions.map(({ version, failed }) => [version, failed])).toEqual([
    ['before', 0],
    ['after', 0],
  ]);
  expect(versions[1]?.requests).toBeGreaterThanOrEqual(served);
  expect(versions.reduce((sum, one) => sum + one.requests, 0)).toBe(requests.total);
}

test('an error spike under a canary is rolled back by the alarm of its colour', async () => {
  const request = await startStorefront('error-rate=0.5');
  const outcome = await cloud.deployWithCodeDeploy(request);
  expect(outcome).toMatchObject({ status: 'rolled-back', productionPercent: 10 });
  expect(outcome.reason).toContain('alarm green-errors is in ALARM');
  expect(outcome.cause).toEqual({ kind: 'alarm', name: 'green-errors' });
  // A minute of the load balancer is known a minute and a half after its end, and seen half a minute later.
  expect(outcome.detectSeconds).toBeGreaterThan(120);
  expect(outcome.detectSeconds).toBeLessThanOrEqual(270);
  const { window, requests } = cloud.statistics();
  expect(window.failed).toBeGreaterThan(0);
  expect(window.failedPercent).toBeLessThanOrEqual(10);
  expect(requests.failed).toBe(window.failed);
  expect(await versionAt('http://shop.example.internal')).toBe('before');
  expect(cloud.describeService('storefront')?.taskSets).toHaveLength(1);
});

test('a failing hook keeps the new version from production', async () => {
  const request = await startStorefront('');
  let seen: unknown;
  const invokeHook: CodeDeployRequest['invokeHook'] = async () => {
    seen = await versionAt('http://shop.example.internal:9000/');
    return { status: 'Failed', detail: 'the smoke checks failed' };
  };
  const outcome = await cloud.deployWithCodeDeploy({ ...request, invokeHook });
  expect(seen).toBe('after');
  expect(outcome).toMatchObject({ status: 'rolled-back', productionPercent: 0 });
  expect(outcome.reason).toBe('hook validate at AfterAllowTestTraffic failed: the smoke checks failed');
  expect(cloud.statistics().requests).toMatchObject({ failed: 0, servedByGreen: 0 });
  expect(await versionAt('http://shop.example.internal:9000/')).toBe('before');
});

test('a canary of the ECS controller moves the rules of real listeners and asks its hook on the way', async () => {
  const rule = (arn: string) => ({
    arn,
    conditions: [{ field: 'path-pattern', values: ['/*'] } as const],
    targets: [
      { targetGroupArn: 'arn:blue', weight: 100 },
      { targetGroupArn: 'arn:green', weight: 0 },
    ],
  });
  const { native, ...service } = nativeStorefront;
  const hook = { functionArn: 'arn:check', stages: ['POST_TEST_TRAFFIC_SHIFT'] };
  const model = testModel([
    {
      ...service,
      ...(native && {
        native: {
          ...native,
          stepBakeSeconds: 60,
          bakeSeconds: 60,
          hooks: [{ ...hook, timeoutSeconds: 600, onTimeout: 'ROLLBACK' }],
        },
      }),
    },
  ]);
  const [balancer] = model.loadBalancers;
  if (balancer === undefined) throw new Error('the test model has a load balancer');
  const listeners = ['production', 'test'].map((name, index) => ({
    arn: `arn:${name}`,
    port: index === 0 ? 80 : 9000,
    protocol: 'HTTP' as const,
    fixedStatus: 404,
    rules: [rule(`arn:${name}-rule`)],
  }));
  events.length = 0;
  cloud = createCloud({
    model: { ...model, loadBalancers: [{ ...balancer, listeners }] },
    service: 'storefront',
    clock: createClock(120),
    emit: (event) => events.push(event),
    rate: 100,
    imageStore: imageStore([testImage('storefront:before'), testImage('storefront:after')]),
    awsEndpoint: 'http://127.0.0.1:1',
  });
  await cloud.start();
  const seen: unknown[] = [];
  const outcome = await cloud.deployNative({
    service: 'storefront',
    image: 'storefront:after',
    invokeHook: async ({ payload }) => {
      const revision = cloud.describeServiceRevision(payload.executionDetails.targetServiceRevisionArn);
      seen.push(await versionAt('http://shop.example.internal:9000/'), revision?.['containerImages']);
      seen.push(cloud.describeServiceDeployment(payload.resourceArn)?.['status']);
      return { hookStatus: 'SUCCEEDED' };
    },
  });
  expect(seen).toEqual(['after', [{ containerName: 'app', image: 'storefront:after' }], 'IN_PROGRESS']);
  expect(outcome).toMatchObject({ status: 'succeeded', productionPercent: 100 });
  expect(cloud.listServiceDeployments('storefront')).toMatchObject([{ status: 'SUCCESSFUL' }]);
  const { window } = cloud.statistics();
  expect(window.failed).toBe(0);
  expect(window.servedByGreen).toBeGreaterThan(0);
  expect(await versionAt('http://shop.example.internal')).toBe('after');
});
