import { deployNative } from '../../../../rehearsal/cloud/ecs/native';
import { describeServiceDeployment } from '../../../../rehearsal/cloud/ecs/service-deployment';
import type { InvokeLifecycleHook, LifecycleHookEvent } from '../../../../rehearsal/cloud/native-types';
import type { DeploymentOutcome } from '../../../../rehearsal/cloud/types';
import type { ServiceModel } from '../../../../rehearsal/model';
import type { NativeModel } from '../../../../rehearsal/native-model';
import type { Boot } from '../support/fake-containers';
import { nativeStorefront } from '../support/models';
import { createScene, startOld, type Scene } from '../support/scene';

jest.mock('../../../../rehearsal/cloud/process/container');

const CANARY = nativeStorefront.native;
const STAGES = [
  'PRE_SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
];
let scene: Scene;
let calls: LifecycleHookEvent[];
/** What a hook answers; good unless the test sets it. */
let answer: InvokeLifecycleHook;

async function prepare(
  model: ServiceModel = nativeStorefront,
  boot?: (version: string) => Boot,
): Promise<void> {
  scene = createScene(model, boot);
  calls = [];
  answer = () => Promise.resolve({ hookStatus: 'SUCCEEDED' });
  await startOld(scene);
  scene.events.length = 0;
}

function deploy(
  changes: Partial<NativeModel> = {},
  timeoutSeconds = 3600,
  base = CANARY,
): Promise<DeploymentOutcome> {
  if (base === undefined) throw new Error('the storefront shifts traffic');
  const { service, definitions, balancer, context } = scene;
  return deployNative({
    ...context,
    model: { ...base, ...changes },
    balancer,
    taskDefinitionArn: definitions.registerImage(service.model.task.arn, 'storefront:after'),
    timeoutSeconds,
    invokeHook: (call) => {
      calls.push(call.payload);
      return answer(call);
    },
    onReplacement: () => undefined,
  });
}

const hooksAt = (...stages: string[]): NativeModel['hooks'] => [
  { functionArn: 'arn:aws:lambda:e:1:function:check', stages, timeoutSeconds: 600, onTimeout: 'ROLLBACK' },
];

/** Times and green percents of the production traffic, from the first shift on. */
function shifts(): [number, number][] {
  const told = scene.events.flatMap((event): [number, number][] =>
    event.type === 'traffic' && event.listener === 'production'
      ? [[event.at, event.weights['green'] ?? -1]]
      : [],
  );
  return told.map(([at, percent]) => [Math.round(at - (told[0]?.[0] ?? 0)), percent]);
}

const statuses = (): string[] =>
  scene.events.flatMap((event) => (event.type === 'deployment' ? [event.status] : []));
const versions = (): string[] => scene.service.fleets.map(({ version }) => version);

afterEach(() => scene.stop.abort());

describe('the stages', () => {
  test('come in the documented order, with green scaled up before anyone reaches it', async () => {
    await prepare();
    const outcome = await scene.run(deploy());
    expect(outcome).toMatchObject({ status: 'succeeded', productionPercent: 100, detectSeconds: 0 });
    expect(statuses()).toEqual([
      'IN_PROGRESS',
      'SCALE_UP',
      'TEST_TRAFFIC_SHIFT',
      'PRODUCTION_TRAFFIC_SHIFT',
      'PRODUCTION_TRAFFIC_SHIFT',
      'BAKE_TIME',
      'CLEAN_UP',
      'SUCCESSFUL',
    ]);
    const testShift = scene.events.findIndex((event) => event.type === 'traffic');
    expect(scene.events.slice(0, testShift).filter(({ type }) => type === 'task').length).toBeGreaterThan(1);
    expect(versions()).toEqual(['after']);
    expect(scene.green.ports.size).toBe(2);
    expect(scene.blue.ports.size).toBe(0);
  });

  test('call their hooks once each, and the production shift at every step', async () => {
    await prepare();
    await scene.run(deploy({ hooks: hooksAt(...STAGES) }));
    expect(calls.map(({ lifecycleStage }) => lifecycleStage)).toEqual([
      ...STAGES.slice(0, 5),
      'PRODUCTION_TRAFFIC_SHIFT',
      'PRODUCTION_TRAFFIC_SHIFT',
      'POST_PRODUCTION_TRAFFIC_SHIFT',
    ]);
  });

  test('of test traffic are left out without a test rule', async () => {
    await prepare();
    if (CANARY === undefined) throw new Error('the storefront shifts traffic');
    const { testRuleArn, ...withoutTest } = CANARY;
    expect(testRuleArn).toBeDefined();
    await scene.run(deploy({ hooks: hooksAt(...STAGES) }, 3600, withoutTest));
    expect(calls.map(({ lifecycleStage }) => lifecycleStage)).not.toContain('TEST_TRAFFIC_SHIFT');
    expect(calls.map(({ lifecycleStage }) => lifecycleStage)).toContain('PRE_PRODUCTION_TRAFFIC_SHIFT');
  });
});

describe('traffic', () => {
  test.each<[string, Partial<NativeModel>, [number, number][]]>([
    [
      'canary waits once',
      {},
      [
        [0, 10],
        [300, 100],
      ],
    ],
    [
      'linear waits after each step but the last',
      { strategy: 'LINEAR', stepPercent: 40, stepBakeSeconds: 60 },
      [
        [0, 40],
        [60, 80],
        [120, 100],
      ],
    ],
    ['blue/green shifts everything at once', { strategy: 'BLUE_GREEN' }, [[0, 100]]],
  ])('%s', async (_what, changes, expected) => {
    await prepare();
    await scene.run(deploy(changes));
    expect(shifts()).toEqual(expected);
  });

  test('goes to the alternate group, whichever is live', async () => {
    await prepare();
    await scene.run(deploy());
    scene.events.length = 0;
    await scene.run(deploy());
    expect(shifts()).toEqual([
      [0, 90],
      [300, 0],
    ]);
    expect(scene.blue.ports.size).toBe(2);
  });
});

describe('a hook', () => {
  test('gets the event of ECS: revisions, weights, and the details of the template', async () => {
    await prepare();
    const [hook] = hooksAt('POST_TEST_TRAFFIC_SHIFT');
    await scene.run(deploy({ hooks: hook === undefined ? [] : [{ ...hook, details: { list: 1 } }] }));
    const revision = expect.stringMatching(/:service-revision\/shop\/storefront\/\d{19}$/) as string;
    expect(calls).toEqual([
      {
        executionId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
        resourceArn: expect.stringMatching(/:service-deployment\/shop\/storefront\/[\w-]{21}$/) as string,
        executionDetails: {
          serviceArn: scene.service.model.arn,
          targetServiceRevisionArn: revision,
          testTrafficWeights: expect.any(Object) as object,
          productionTrafficWeights: expect.any(Object) as object,
        },
        hookDetails: { list: 1 },
      },
    ]);
    const details = calls[0]?.executionDetails;
    const target = details?.targetServiceRevisionArn ?? '';
    expect(details?.testTrafficWeights[target]).toBe(100);
    expect(details?.productionTrafficWeights[target]).toBe(0);
    expect(Object.values(details?.productionTrafficWeights ?? {})).toEqual([100, 0]);
  });

  test('that is not done is called again after its delay, with what it gave back', async () => {
    await prepare();
    const times: number[] = [];
    answer = ({ payload }) => {
      times.push(scene.clock.now());
      const round = times.length;
      if (round === 1) return Promise.resolve({ hookStatus: 'IN_PROGRESS', hookDetails: { round } });
      if (round === 2) return Promise.resolve({ hookStatus: 'IN_PROGRESS', callBackDelay: 90 });
      expect(payload.hookDetails).toEqual({ round: 1 });
      return Promise.resolve({ hookStatus: 'SUCCEEDED' });
    };
    const outcome = await scene.run(deploy({ hooks: hooksAt('POST_SCALE_UP') }));
    expect(outcome.hooks).toEqual([{ event: 'POST_SCALE_UP', function: 'check', status: 'Succeeded' }]);
    expect(times.map((at) => Math.round(at - (times[0] ?? 0)))).toEqual([0, 30, 120]);
  });

  test.each([
    ['ROLLBACK', 'rolled-back'],
    ['CONTINUE', 'succeeded'],
  ] as const)('that is never done ends by its timeout, with %s', async (onTimeout, status) => {
    await prepare();
    answer = () => Promise.resolve({ hookStatus: 'IN_PROGRESS', callBackDelay: 400 });
    const hooks = hooksAt('POST_SCALE_UP').map((hook) => ({ ...hook, onTimeout }));
    expect(await scene.run(deploy({ hooks }))).toMatchObject({ status });
    expect(calls).toHaveLength(2);
    expect(scene.events).toContainEqual(
      expect.objectContaining({ type: 'hook', detail: 'it was not done within 10 minutes' }),
    );
  });

  test.each<[string, InvokeLifecycleHook, string]>([
    ['says so', () => Promise.resolve({ hookStatus: 'FAILED', detail: 'wrong page' }), ': wrong page'],
    ['cannot be run', () => Promise.reject(new Error('no such function')), ': no such function'],
  ])('that fails because it %s rolls back before users saw anything', async (_what, failing, why) => {
    await prepare();
    answer = failing;
    const outcome = await scene.run(deploy({ hooks: hooksAt('POST_TEST_TRAFFIC_SHIFT') }));
    expect(outcome).toMatchObject({
      status: 'rolled-back',
      reason: `hook check at POST_TEST_TRAFFIC_SHIFT failed${why}`,
      productionPercent: 0,
    });
    expect(shifts()).toEqual([]);
    expect(versions()).toEqual(['before']);
  });

  test('is called for the shifts of a rollback too, with the old revision as the target', async () => {
    await prepare();
    const work = deploy({ hooks: hooksAt('PRODUCTION_TRAFFIC_SHIFT', 'TEST_TRAFFIC_SHIFT') });
    await scene.clock.advance(60);
    const bad = calls[1]?.executionDetails.targetServiceRevisionArn;
    scene.red.add('green-errors');
    await scene.run(work);
    expect(calls.slice(2).map(({ lifecycleStage }) => lifecycleStage)).toEqual([
      'PRODUCTION_TRAFFIC_SHIFT',
      'TEST_TRAFFIC_SHIFT',
    ]);
    expect(calls[2]?.executionDetails.targetServiceRevisionArn).not.toBe(bad);
  });
});

describe('a bad release', () => {
  test.each([
    ['while the canary has its share', 60, 10],
    ['in the bake time', 450, 100],
  ])('is taken back by an alarm %s', async (_when, seconds, percent) => {
    await prepare();
    const work = deploy();
    await scene.clock.advance(seconds);
    scene.red.add('green-errors');
    const outcome = await scene.run(work);
    expect(outcome).toMatchObject({ status: 'rolled-back', productionPercent: percent });
    expect(outcome.reason).toBe('alarm green-errors is in ALARM: too many');
    expect(shifts().at(-1)?.[1]).toBe(0);
    expect(versions()).toEqual(['before']);
    expect(statuses().slice(-2)).toEqual(['ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL']);
    expect(scene.balancer.route('arn:test-rule')?.forward()[0]?.item).toBe(scene.blue);
  });

  test('goes on in spite of an alarm that was red before it began', async () => {
    await prepare();
    scene.red.add('green-errors');
    expect(await scene.run(deploy())).toMatchObject({ status: 'succeeded' });
  });

  test('whose alarm comes once the old tasks are being ended stays', async () => {
    await prepare();
    const work = deploy({ strategy: 'BLUE_GREEN', bakeSeconds: 0 });
    await scene.run(work);
    scene.red.add('green-errors');
    expect(await work).toMatchObject({ status: 'succeeded' });
  });

  test('keeps its traffic when the service rolls nothing back for an alarm', async () => {
    await prepare({ ...nativeStorefront, deploymentAlarms: { names: ['green-errors'], rollback: false } });
    const work = deploy();
    await scene.clock.advance(60);
    scene.red.add('green-errors');
    expect(await scene.run(work)).toMatchObject({ status: 'failed' });
    expect(shifts()).toEqual([[0, 10]]);
    expect(statuses().at(-1)).toBe('FAILED');
  });

  test('that crashes opens the circuit breaker and reaches nobody', async () => {
    await prepare(nativeStorefront, (version) => (version === 'after' ? 'crash' : 'listen'));
    const outcome = await scene.run(deploy());
    expect(outcome).toMatchObject({ status: 'rolled-back', productionPercent: 0 });
    expect(outcome.reason).toMatch(/^tasks failed to start \d times in a row/);
    expect(shifts()).toEqual([]);
  });

  test('that never starts runs into the time-out of the caller, without a circuit breaker', async () => {
    const { circuitBreaker, ...patient } = nativeStorefront;
    expect(circuitBreaker).toBeDefined();
    await prepare(patient, (version) => (version === 'after' ? 'crash' : 'listen'));
    const outcome = await scene.run(deploy({}, 600));
    expect(outcome).toMatchObject({
      status: 'failed',
      reason: 'the service was not steady after 10 minutes',
    });
  });
});

test('the API tells where a deployment stands', async () => {
  await prepare();
  const work = deploy();
  await scene.clock.advance(60);
  const [deployment] = scene.service.serviceDeployments;
  if (deployment === undefined) throw new Error('there is a deployment');
  expect(describeServiceDeployment(scene.service.model, deployment)).toMatchObject({
    status: 'IN_PROGRESS',
    lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT',
    targetServiceRevision: { requestedTaskCount: 2, runningTaskCount: 2, pendingTaskCount: 0 },
    sourceServiceRevisions: [{ requestedTaskCount: 2 }],
  });
  scene.red.add('green-errors');
  await scene.run(work);
  expect(describeServiceDeployment(scene.service.model, deployment)).toMatchObject({
    status: 'ROLLBACK_SUCCESSFUL',
    statusReason: 'alarm green-errors is in ALARM: too many',
    rollback: { serviceRevisionArn: expect.stringContaining(':service-revision/') as string },
  });
});
