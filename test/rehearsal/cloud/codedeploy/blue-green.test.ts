import { deployBlueGreen } from '../../../../rehearsal/cloud/codedeploy/blue-green';
import type {
  CodeDeployRequest,
  DeploymentOutcome,
  HookAnswer,
  HookInvocation,
} from '../../../../rehearsal/cloud/types';
import type { CodeDeployModel } from '../../../../rehearsal/model';
import type { Boot } from '../support/fake-containers';
import { storefront } from '../support/models';
import { createScene, startOld, type Scene } from '../support/scene';

jest.mock('../../../../rehearsal/cloud/process/container');

const EVENTS = [
  'BeforeInstall',
  'AfterInstall',
  'AfterAllowTestTraffic',
  'BeforeAllowTraffic',
  'AfterAllowTraffic',
] as const;
const BASE = storefront.codeDeploy;
let scene: Scene;
let invocations: HookInvocation[];
/** What a hook does; good unless the test sets it. */
let answer: (invocation: HookInvocation) => Promise<HookAnswer>;

async function prepare(boot?: (version: string) => Boot): Promise<void> {
  scene = createScene(storefront, boot);
  invocations = [];
  answer = () => Promise.resolve({ status: 'Succeeded' });
  await startOld(scene);
  scene.events.length = 0;
}

function deploy(
  changes: Partial<CodeDeployModel> = {},
  hooks: readonly string[] = [],
): Promise<DeploymentOutcome> {
  if (BASE === undefined) throw new Error('the storefront is deployed by CodeDeploy');
  const { service, definitions, balancer, context } = scene;
  const request: CodeDeployRequest = {
    service: service.model.name,
    taskDefinitionArn: definitions.registerImage(service.model.task.arn, 'storefront:after'),
    hooks: Object.fromEntries(hooks.map((event) => [event, `check-${event}`])),
    invokeHook: (invocation) => {
      invocations.push(invocation);
      return answer(invocation);
    },
  };
  const model = { ...BASE, ...changes };
  return deployBlueGreen({ ...context, model, balancer, onReplacement: () => undefined }, request);
}

/** Statuses, hooks and shifts of traffic, in their order. */
function story(): string[] {
  return scene.events.flatMap((event) => {
    if (event.type === 'deployment') return [event.status];
    if (event.type === 'hook') return event.status === 'Started' ? [event.event] : [];
    return event.type === 'traffic' ? [`${event.listener} ${event.weights['green'] ?? '?'}`] : [];
  });
}

/** Times and green percents of the production traffic, from the first shift on. */
function shifts(): [number, number][] {
  const told = scene.events.flatMap((event): [number, number][] =>
    event.type === 'traffic' && event.listener === 'production'
      ? [[event.at, event.weights['green'] ?? -1]]
      : [],
  );
  return told.map(([at, percent]) => [Math.round(at - (told[0]?.[0] ?? 0)), percent]);
}

function versions(): string[] {
  return scene.service.fleets.map(({ version }) => version);
}

afterEach(() => scene.stop.abort());

test('the steps come in the documented order', async () => {
  await prepare();
  const outcome = await scene.run(deploy({ routing: { kind: 'all-at-once' } }, [...EVENTS].reverse()));
  expect(story()).toEqual([
    ...['Created', 'BeforeInstall', 'Install', 'AfterInstall', 'test 100', 'AfterAllowTestTraffic'],
    ...['BeforeAllowTraffic', 'production 100', 'AllowTraffic', 'AfterAllowTraffic'],
    ...['WaitBeforeTermination', 'Succeeded'],
  ]);
  expect(outcome).toMatchObject({ status: 'succeeded', productionPercent: 100, rollbackSeconds: 0 });
  expect(outcome.hooks.map(({ event }) => event)).toEqual(EVENTS);
  expect(versions()).toEqual(['after']);
  expect(scene.service.primary?.version).toBe('after');
});

test.each([
  ['BeforeInstall', 0, ['Created', 'BeforeInstall']],
  ['AfterInstall', 0, ['Created', 'BeforeInstall', 'Install', 'AfterInstall']],
  ['AfterAllowTestTraffic', 0, ['test 100', 'AfterAllowTestTraffic']],
  ['BeforeAllowTraffic', 0, ['AfterAllowTestTraffic', 'BeforeAllowTraffic']],
  ['AfterAllowTraffic', 100, ['production 100', 'AllowTraffic', 'AfterAllowTraffic']],
])(
  'a hook that fails at %s ends it there and the old version has all traffic',
  async (failing, percent, last) => {
    await prepare();
    answer = ({ lifecycleEvent }) =>
      Promise.resolve(
        lifecycleEvent === failing ? { status: 'Failed', detail: 'no' } : { status: 'Succeeded' },
      );
    const outcome = await scene.run(deploy({}, EVENTS));
    expect(outcome).toMatchObject({
      status: 'rolled-back',
      productionPercent: percent,
      reason: `hook check-${failing} at ${failing} failed: no`,
    });
    const told = story();
    expect(told.slice(0, told.indexOf('Failed')).slice(-last.length)).toEqual(last);
    expect(told.slice(told.indexOf('Failed'))).toEqual([
      'Failed',
      'Created',
      'production 0',
      'test 0',
      'Succeeded',
    ]);
    expect(outcome.hooks.at(-1)).toEqual({ event: failing, function: `check-${failing}`, status: 'Failed' });
    expect(versions()).toEqual(['before']);
    expect(scene.service.primary?.version).toBe('before');
    expect(scene.green.ports.size).toBe(0);
  },
);

test('a canary waits once and a linear shift after every step', async () => {
  await prepare();
  await scene.run(deploy({ routing: { kind: 'canary', percent: 5, intervalSeconds: 900 } }));
  expect(shifts()).toEqual([
    [0, 5],
    [900, 100],
  ]);
  scene.stop.abort();
  await prepare();
  await scene.run(deploy({ routing: { kind: 'linear', percent: 30, intervalSeconds: 120 } }));
  expect(shifts()).toEqual([
    [0, 30],
    [120, 60],
    [240, 90],
    [360, 100],
  ]);
});

test('the old version stays for its time after the shift', async () => {
  await prepare();
  const deploying = deploy({ routing: { kind: 'all-at-once' }, terminationWaitSeconds: 600 });
  await scene.clock.advance(590);
  expect(versions()).toEqual(['before', 'after']);
  await scene.run(deploying, 30);
  expect(versions()).toEqual(['after']);
});

test('an alarm under the canary takes the traffic back and tells how long it took', async () => {
  await prepare();
  const deploying = deploy();
  await scene.clock.advance(100);
  scene.red.add('green-errors');
  const outcome = await scene.run(deploying, 30);
  expect(outcome).toMatchObject({
    status: 'rolled-back',
    productionPercent: 10,
    reason: 'alarm green-errors is in ALARM: too many',
  });
  expect(outcome.detectSeconds).toBeGreaterThan(90);
  expect(outcome.detectSeconds).toBeLessThan(102);
  expect(outcome.rollbackSeconds).toBeLessThan(30);
  expect(story()).toEqual(expect.arrayContaining(['Stopped', 'production 0']));
  expect(outcome.rollbackDeploymentId).not.toBe(outcome.deploymentId);
});

test('an alarm that it does not watch changes nothing', async () => {
  await prepare();
  scene.red.add('catalog-errors');
  expect(await scene.run(deploy())).toMatchObject({ status: 'succeeded' });
});

test('an alarm that is red before the start stops it before anything is touched', async () => {
  await prepare();
  scene.red.add('blue-errors');
  const outcome = await scene.run(deploy({}, EVENTS), 5);
  expect(outcome).toMatchObject({ status: 'failed', hooks: [], productionPercent: 0 });
  expect(story()).toEqual(['Created', 'Stopped']);
  expect(versions()).toEqual(['before']);
});

test('a second release goes from green to blue, and back to green when it fails', async () => {
  await prepare();
  await scene.run(deploy());
  expect(scene.green.ports.size).toBe(2);
  expect(scene.blue.ports.size).toBe(0);
  const production = scene.balancer.listener('arn:production');
  const deploying = deploy();
  await scene.clock.advance(60);
  const weights = production?.forward().map(({ item, weight }) => [item.model.label, weight]);
  expect(weights).toEqual([
    ['green', 90],
    ['blue', 10],
  ]);
  scene.red.add('blue-errors');
  await scene.run(deploying, 30);
  expect(production?.forward().find(({ weight }) => weight === 100)?.item).toBe(scene.green);
  expect(scene.green.ports.size).toBe(2);
  expect(scene.blue.ports.size).toBe(0);
});

test.each([
  [['DEPLOYMENT_STOP_ON_ALARM'], 'failed'],
  [['DEPLOYMENT_FAILURE'], 'rolled-back'],
  [[], 'failed'],
])('with rollbacks for %j a failed hook ends as %s', async (rollbackEvents, status) => {
  await prepare();
  answer = () => Promise.resolve({ status: 'Failed' });
  const outcome = await scene.run(deploy({ rollbackEvents }, ['AfterInstall']));
  expect(outcome).toMatchObject({ status, reason: 'hook check-AfterInstall at AfterInstall failed' });
  expect(versions()).toEqual(status === 'failed' ? ['before', 'after'] : ['before']);
});

test('tasks that never become healthy end it after one hour, with the last failure', async () => {
  await prepare((version) => (version === 'after' ? 'crash' : 'listen'));
  const outcome = await scene.run(deploy({}, ['AfterInstall']));
  expect(outcome.status).toBe('rolled-back');
  expect(outcome.reason).toBe(
    'the replacement task set did not become healthy within 60 minutes (last: Essential container in task exited: exit code 1, boom)',
  );
  expect(outcome.detectSeconds).toBeGreaterThanOrEqual(3600);
  expect(outcome.detectSeconds).toBeLessThan(3610);
  expect(invocations).toEqual([]);
});

test('without a test listener only production is shifted', async () => {
  await prepare();
  await scene.run(deploy({ testListenerArn: undefined }, ['AfterAllowTestTraffic']));
  expect(story().filter((told) => told.startsWith('test'))).toEqual([]);
  expect(invocations).toHaveLength(1);
});

test('a listener or a target group that is not there is told', async () => {
  await prepare();
  await expect(deploy({ greenTargetGroupArn: 'arn:nobody' })).rejects.toThrow(
    'deployment group storefront: its listener or a target group is not in the templates',
  );
});

test('every hook learns its deployment and gets an id of its own', async () => {
  await prepare();
  const outcome = await scene.run(deploy({}, EVENTS));
  expect(invocations.map(({ functionName }) => functionName)).toEqual(
    EVENTS.map((event) => `check-${event}`),
  );
  const ids = invocations.map(({ payload }) => payload.LifecycleEventHookExecutionId);
  expect(new Set(ids).size).toBe(EVENTS.length);
  expect(invocations.every(({ payload }) => payload.DeploymentId === outcome.deploymentId)).toBe(true);
  expect(Object.keys(invocations[0]?.payload ?? {})).toHaveLength(2);
});

test('a hook that throws has failed with what it threw', async () => {
  await prepare();
  answer = () => Promise.reject(new Error('the function crashed'));
  const outcome = await scene.run(deploy({}, ['BeforeInstall']));
  expect(outcome.reason).toBe('hook check-BeforeInstall at BeforeInstall failed: the function crashed');
});

test('a hook is no longer waited for when an alarm stops the deployment', async () => {
  await prepare();
  answer = () => new Promise(() => undefined);
  const deploying = deploy({}, ['AfterInstall']);
  await scene.clock.advance(30);
  expect(invocations[0]?.signal.aborted).toBe(false);
  scene.red.add('blue-errors');
  const outcome = await scene.run(deploying, 30);
  expect(outcome).toMatchObject({ status: 'rolled-back', hooks: [] });
  expect(invocations[0]?.signal.aborted).toBe(true);
});

test('the end of the rehearsal is no rollback', async () => {
  await prepare();
  const deploying = deploy();
  await scene.clock.advance(100);
  scene.stop.abort(new Error('the rehearsal was stopped'));
  await expect(scene.run(deploying, 30)).rejects.toThrow('the rehearsal was stopped');
  expect(story()).not.toContain('Stopped');
});

test('an alarm while the old version is ended comes too late for a rollback', async () => {
  await prepare();
  const releases: (() => void)[] = [];
  const deploying = deploy({ routing: { kind: 'all-at-once' }, terminationWaitSeconds: 60 });
  scene.blue.deregister = () => new Promise((resolve) => releases.push(resolve));
  await scene.clock.advance(120);
  scene.red.add('green-errors');
  await scene.clock.advance(30);
  expect(releases).toHaveLength(2);
  for (const release of releases) release();
  expect(await scene.run(deploying, 30)).toMatchObject({ status: 'succeeded' });
});

test('a hook that has answered is told that nobody waits for it any more', async () => {
  await prepare();
  await scene.run(deploy({}, ['BeforeInstall']));
  expect(invocations.map(({ signal }) => signal.aborted)).toEqual([true]);
});
