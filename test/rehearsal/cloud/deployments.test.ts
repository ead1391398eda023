import { createClock } from '../../../rehearsal/cloud/clock';
import { createCloud } from '../../../rehearsal/cloud/cloud';
import type { Cloud, CodeDeployRequest } from '../../../rehearsal/cloud/types';
import type { RehearsalEvent } from '../../../rehearsal/events';
import type { CodeDeployModel, ServiceModel } from '../../../rehearsal/model';
import { ask, askJson } from './support/http';
import { imageStore, testImage } from './support/images';
import { storefront, testModel } from './support/models';

jest.setTimeout(60_000);

const SHOP = 'http://shop.example.internal/';
const clouds: Cloud[] = [];
let events: RehearsalEvent[];

function service(codeDeploy: Partial<CodeDeployModel>): ServiceModel {
  const base = storefront.codeDeploy;
  if (base === undefined) throw new Error('the storefront is deployed by CodeDeploy');
  return { ...storefront, desiredCount: 1, codeDeploy: { ...base, ...codeDeploy } };
}

async function start(codeDeploy: Partial<CodeDeployModel> = {}, rate = 60, speed = 300): Promise<Cloud> {
  events = [];
  const told = events;
  const cloud = createCloud({
    model: testModel([
      service({ routing: { kind: 'all-at-once' }, terminationWaitSeconds: 60, ...codeDeploy }),
    ]),
    service: 'storefront',
    clock: createClock(speed),
    emit: (event) => told.push(event),
    rate,
    imageStore: imageStore(
      ['before', 'after', 'broken'].map((version) =>
        testImage(`storefront:${version}`, version === 'broken' ? { FAULTS: 'error-rate=1' } : {}),
      ),
    ),
    awsEndpoint: 'http://127.0.0.1:1',
  });
  clouds.push(cloud);
  await cloud.start();
  return cloud;
}

function request(cloud: Cloud, version: string, changes: Partial<CodeDeployRequest> = {}): CodeDeployRequest {
  const taskDefinitionArn = cloud.registerTaskDefinition({
    family: 'storefront',
    containerDefinitions: [
      {
        name: 'app',
        image: `storefront:${version}`,
        portMappings: [{ containerPort: 8080 }],
        environment: [],
      },
    ],
  });
  const invokeHook = (): Promise<{ status: 'Succeeded' }> => Promise.resolve({ status: 'Succeeded' });
  return { service: 'storefront', taskDefinitionArn, hooks: {}, invokeHook, ...changes };
}

async function answering(cloud: Cloud): Promise<unknown> {
  return (await askJson(cloud.rewrite(SHOP)))['version'];
}

afterEach(async () => {
  await Promise.all(clouds.splice(0).map((cloud) => cloud.stop()));
});

test('hooks run in the documented order, and test traffic comes before production traffic', async () => {
  const cloud = await start();
  const seen: string[] = [];
  const names = [
    'AfterAllowTraffic',
    'BeforeAllowTraffic',
    'AfterAllowTestTraffic',
    'AfterInstall',
    'BeforeInstall',
  ];
  const outcome = await cloud.deployWithCodeDeploy(
    request(cloud, 'after', {
      hooks: Object.fromEntries(names.map((name) => [name, `f-${name}`])),
      invokeHook: async ({ lifecycleEvent, payload }) => {
        expect(payload.LifecycleEventHookExecutionId).not.toBe('');
        const test = await askJson(cloud.rewrite('http://shop.example.internal:9000/'));
        seen.push(`${lifecycleEvent} ${String(test['version'])} ${String(await answering(cloud))}`);
        return { status: 'Succeeded' };
      },
    }),
  );
  expect(outcome.status).toBe('succeeded');
  expect(seen).toEqual([
    'BeforeInstall before before',
    'AfterInstall before before',
    'AfterAllowTestTraffic after before',
    'BeforeAllowTraffic after before',
    'AfterAllowTraffic after after',
  ]);
});

test('the replacement task set carries the id of its deployment', async () => {
  const cloud = await start();
  let found: unknown;
  const outcome = await cloud.deployWithCodeDeploy(
    request(cloud, 'after', {
      hooks: { AfterInstall: 'f' },
      invokeHook: ({ payload }) => {
        const sets = cloud.describeService('storefront')?.taskSets ?? [];
        found = sets.find(({ externalId }) => externalId === payload.DeploymentId);
        return Promise.resolve({ status: 'Succeeded' });
      },
    }),
  );
  expect(found).toMatchObject({ status: 'ACTIVE', stabilityStatus: 'STEADY_STATE', runningCount: 1 });
  const [only] = cloud.describeService(storefront.arn)?.taskSets ?? [];
  expect(only).toMatchObject({ status: 'PRIMARY', externalId: outcome.deploymentId });
  expect(cloud.describeTaskDefinition(only?.taskDefinition ?? '')).toMatchObject({ revision: 2 });
});

test('the next release goes to the colour that is free', async () => {
  const cloud = await start();
  await cloud.deployWithCodeDeploy(request(cloud, 'after'));
  await cloud.deployWithCodeDeploy(request(cloud, 'before'));
  const production = events.flatMap((event) =>
    event.type === 'traffic' && event.listener === 'production' ? [event.weights] : [],
  );
  expect(production).toEqual([
    { blue: 0, green: 100 },
    { green: 0, blue: 100 },
  ]);
  expect(await answering(cloud)).toBe('before');
  expect(cloud.statistics().requests.failed).toBe(0);
});

test('an alarm while the old version waits for its end still rolls back', async () => {
  const cloud = await start({ terminationWaitSeconds: 1200 });
  const outcome = await cloud.deployWithCodeDeploy(request(cloud, 'broken'));
  expect(outcome).toMatchObject({ status: 'rolled-back', productionPercent: 100 });
  expect(outcome.rollbackDeploymentId).toMatch(/^d-[A-Z0-9]{9}$/);
  expect(outcome.rollbackDeploymentId).not.toBe(outcome.deploymentId);
  expect(await answering(cloud)).toBe('before');

  // The alarm is still red: the fix cannot start.
  const blocked = await cloud.deployWithCodeDeploy(request(cloud, 'after'));
  expect(blocked).toMatchObject({ status: 'failed', productionPercent: 0, hooks: [] });
  expect(blocked.reason).toContain('alarm green-errors is in ALARM');
  expect(cloud.describeService('storefront')?.taskSets).toHaveLength(1);
});

test('without a rollback for alarms the deployment only stops', async () => {
  const cloud = await start({ terminationWaitSeconds: 1200, rollbackEvents: ['DEPLOYMENT_FAILURE'] });
  const outcome = await cloud.deployWithCodeDeploy(request(cloud, 'broken'));
  expect(outcome.status).toBe('failed');
  expect((await ask(cloud.rewrite(SHOP))).status).toBe(500);
});

test('a hook that does not answer has failed after one hour', async () => {
  const cloud = await start({}, 0, 6000);
  const hanging = (): Promise<never> => new Promise(() => undefined);
  const outcome = await cloud.deployWithCodeDeploy(
    request(cloud, 'after', { hooks: { AfterInstall: 'silent' }, invokeHook: hanging }),
  );
  expect(outcome.status).toBe('rolled-back');
  expect(outcome.reason).toBe('hook silent at AfterInstall failed: it did not answer within one hour');
  expect(outcome.endedAt - outcome.startedAt).toBeGreaterThan(3600);
});

test('a deployment that is stopped with the rehearsal has failed, and nothing answers any more', async () => {
  const cloud = await start();
  const origin = cloud.rewrite(SHOP);
  const hanging = (): Promise<never> => new Promise(() => undefined);
  const deploying = cloud.deployWithCodeDeploy(
    request(cloud, 'after', { hooks: { AfterInstall: 'silent' }, invokeHook: hanging }),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  await Promise.all([cloud.stop(), cloud.stop()]);
  expect(await deploying).toMatchObject({ status: 'failed', reason: 'the rehearsal was stopped' });
  await expect(ask(origin)).rejects.toThrow('ECONNREFUSED');
});

test('two rehearsals run side by side', async () => {
  const [one, two] = await Promise.all([start(), start()]);
  const first = await one.deployWithCodeDeploy(request(one, 'after'));
  expect(first.status).toBe('succeeded');
  expect(await answering(one)).toBe('after');
  expect(await answering(two)).toBe('before');
});

test('requests that do not fit the model are refused', async () => {
  const cloud = await start({}, 0);
  await expect(cloud.deployWithCodeDeploy({ ...request(cloud, 'after'), service: 'nobody' })).rejects.toThrow(
    'there is no service nobody in this environment',
  );
  expect(() =>
    createCloud({
      model: testModel([storefront]),
      service: 'nobody',
      clock: createClock(60),
      emit: () => undefined,
      rate: 0,
      imageStore: imageStore([]),
      awsEndpoint: '',
    }),
  ).toThrow('there is no service nobody in the assembly; it has: storefront');
});

test('a service that cannot start is told with the reason', async () => {
  const cloud = createCloud({
    model: testModel([storefront]),
    service: 'storefront',
    clock: createClock(600),
    emit: () => undefined,
    rate: 0,
    imageStore: imageStore([]),
    awsEndpoint: '',
  });
  clouds.push(cloud);
  await expect(cloud.start()).rejects.toThrow(
    'service storefront did not become healthy: CannotPullContainerError: there is no image storefront:before',
  );
});

test('stopping while the services start leaves nothing behind', async () => {
  const cloud = createCloud({
    model: testModel([storefront]),
    service: 'storefront',
    clock: createClock(60),
    emit: () => undefined,
    rate: 10,
    imageStore: imageStore([testImage('storefront:before')]),
    awsEndpoint: '',
  });
  const starting = cloud.start();
  await Promise.all([expect(starting).rejects.toThrow('the rehearsal was stopped'), cloud.stop()]);
});
