import { bakeSeconds, deployRolling } from '../../../../rehearsal/cloud/ecs/rolling';
import { rollingTargets } from '../../../../rehearsal/cloud/ecs/rolling-plan';
import type { DeploymentOutcome } from '../../../../rehearsal/cloud/types';
import type { AlarmModel, ServiceModel } from '../../../../rehearsal/model';
import type { Boot } from '../support/fake-containers';
import { catalog, errorAlarm, testTask } from '../support/models';
import { createScene, startOld, type Scene } from '../support/scene';

jest.mock('../../../../rehearsal/cloud/process/container');

const MODEL: ServiceModel = { ...catalog, task: testTask('catalog'), targetGroupArns: ['arn:blue'] };
let scene: Scene;

async function prepare(changes: Partial<ServiceModel> = {}, afterBoot: Boot = 'listen'): Promise<void> {
  scene = createScene({ ...MODEL, ...changes }, (version) => (version === 'after' ? afterBoot : 'listen'));
  await startOld(scene);
  scene.events.length = 0;
}

function deploy(timeoutSeconds = 3600): Promise<DeploymentOutcome> {
  const { context, definitions } = scene;
  const taskDefinitionArn = definitions.registerImage(MODEL.task.arn, 'catalog:after');
  return deployRolling({ ...context, taskDefinitionArn, timeoutSeconds, bakeSeconds: 120 });
}

function statuses(): string[] {
  return scene.events.flatMap((event) => (event.type === 'deployment' ? [event.status] : []));
}

/** Tasks alive after each start and each stop, by version. */
function alive(): Record<string, number>[] {
  const count: Record<string, number> = { before: MODEL.desiredCount, after: 0 };
  return scene.events.flatMap((event) => {
    if (event.type !== 'task' || !['starting', 'stopping'].includes(event.status)) return [];
    count[event.version] = (count[event.version] ?? 0) + (event.status === 'starting' ? 1 : -1);
    return [{ ...count }];
  });
}

function versions(): string[] {
  return scene.service.fleets.map(({ version }) => version);
}

afterEach(() => scene.stop.abort());

test('with 100 and 200 percent all new tasks come first', async () => {
  await prepare();
  const outcome = await scene.run(deploy());
  expect(alive()).toEqual([
    { before: 2, after: 1 },
    { before: 2, after: 2 },
    { before: 1, after: 2 },
    { before: 0, after: 2 },
  ]);
  expect(outcome).toMatchObject({ status: 'succeeded', productionPercent: 100, detectSeconds: 0 });
  expect(statuses()).toEqual(['IN_PROGRESS', 'BAKE', 'COMPLETED']);
  expect(versions()).toEqual(['after']);
  expect(scene.service.events.map(({ message }) => message)).toEqual([
    '(service catalog) has reached a steady state.',
  ]);
});

test('with 50 and 100 percent the service shrinks first', async () => {
  await prepare({ minimumHealthyPercent: 50, maximumPercent: 100 });
  await scene.run(deploy());
  expect(alive()).toEqual([
    { before: 1, after: 0 },
    { before: 1, after: 1 },
    { before: 0, after: 1 },
    { before: 0, after: 2 },
  ]);
});

test.each([
  // 75 % of 3 is 2.25, so all 3 have to stay; 134 % of 3 is 4.02, so one more may come.
  [3, 75, 134, [3, 3], [0, 0], { old: 3, next: 1 }],
  [3, 66, 133, [3, 3], [0, 0], { old: 2, next: 0 }],
  [3, 67, 133, [3, 3], [0, 0], { old: 3, next: 0 }],
  [5, 50, 150, [5, 5], [0, 0], { old: 3, next: 2 }],
  [1, 0, 100, [1, 1], [0, 0], { old: 0, next: 0 }],
  [1, 100, 200, [1, 0], [0, 0], { old: 0, next: 1 }],
  [7, 100, 110, [7, 7], [0, 0], { old: 7, next: 0 }],
  [3, 100, 200, [3, 3], [3, 2], { old: 1, next: 3 }],
  [2, 100, 200, [4, 4], [0, 0], { old: 2, next: 0 }],
] as const)(
  'of %d tasks, %d to %d percent, %j old and %j new',
  (desired, minimum, maximum, old, next, expected) => {
    const targets = rollingTargets({
      desired,
      minimumHealthyPercent: minimum,
      maximumPercent: maximum,
      old: { alive: old[0], ready: old[1] },
      next: { alive: next[0], ready: next[1] },
    });
    expect(targets).toEqual(expected);
  },
);

test('the circuit breaker opens in the round in which three starts have failed', async () => {
  await prepare({}, 'crash');
  const outcome = await scene.run(deploy(), 120);
  expect(outcome).toMatchObject({ status: 'rolled-back', productionPercent: 0 });
  expect(outcome.reason).toMatch(/^tasks failed to start 4 times in a row; last: .*boom$/);
  expect(statuses()).toEqual(['IN_PROGRESS', 'FAILED', 'IN_PROGRESS', 'COMPLETED']);
  expect(versions()).toEqual(['before']);
  expect(alive().every(({ before = 0 }) => before === 2)).toBe(true);
});

test('a circuit breaker that does not roll back leaves the old tasks and starts no further ones', async () => {
  await prepare({ circuitBreaker: { rollback: false } }, 'crash');
  const outcome = await scene.run(deploy(), 120);
  expect(outcome).toMatchObject({ status: 'failed', rollbackSeconds: 0 });
  expect(outcome).not.toHaveProperty('rollbackDeploymentId');
  const started = scene.containers.length;
  await scene.clock.advance(600);
  expect(scene.containers).toHaveLength(started);
  expect(versions()).toContain('before');
});

test('without a circuit breaker it goes on until the caller no longer waits, and after that', async () => {
  await prepare({ circuitBreaker: undefined }, 'crash');
  const outcome = await scene.run(deploy(900));
  expect(outcome).toMatchObject({ status: 'failed', reason: 'the service was not steady after 15 minutes' });
  const started = scene.containers.length;
  await scene.clock.advance(1000);
  expect(scene.containers.length).toBeGreaterThan(started);
});

test('a deployment alarm brings the old version back while old tasks still run', async () => {
  await prepare({}, 'hang');
  const deploying = deploy();
  await scene.clock.advance(30);
  expect(versions()).toHaveLength(2);
  scene.red.add('catalog-errors');
  const outcome = await scene.run(deploying, 60);
  expect(outcome).toMatchObject({
    status: 'rolled-back',
    reason: 'alarm catalog-errors is in ALARM: too many',
  });
  expect(versions()).toEqual(['before']);
  expect(scene.service.primary?.version).toBe('before');
  expect(scene.containers.map(({ props }) => props.image.reference).sort()).toEqual([
    'catalog:after',
    'catalog:after',
    'catalog:before',
    'catalog:before',
  ]);
});

test('an alarm in the bake time brings the old version back, which starts anew', async () => {
  await prepare();
  const deploying = deploy();
  await scene.clock.advance(60);
  expect(versions()).toEqual(['after']);
  expect(statuses()).toEqual(['IN_PROGRESS', 'BAKE']);
  const before = scene.containers.length;
  scene.red.add('catalog-errors');
  const outcome = await scene.run(deploying, 60);
  expect(outcome).toMatchObject({ status: 'rolled-back', productionPercent: 100 });
  expect(outcome.detectSeconds).toBeGreaterThan(40);
  expect(outcome.rollbackDeploymentId).toBe(scene.service.primary?.id);
  expect(scene.containers.slice(before).map(({ props }) => props.image.reference)).toEqual([
    'catalog:before',
    'catalog:before',
  ]);
  expect(versions()).toEqual(['before']);
});

test.each([
  [
    'an alarm that was red before it began does not stop a fix',
    { ...MODEL.deploymentAlarms },
    true,
    'succeeded',
  ],
  ['alarms that may not roll back only fail it', { rollback: false }, false, 'failed'],
])('%s', async (_, changes, redBefore, status) => {
  await prepare({ deploymentAlarms: { names: ['catalog-errors'], rollback: true, ...changes } });
  if (redBefore) scene.red.add('catalog-errors');
  const deploying = deploy();
  await scene.clock.advance(5);
  scene.red.add('catalog-errors');
  expect((await scene.run(deploying)).status).toBe(status);
});

test('a service without a fleet cannot be rolled', async () => {
  scene = createScene(MODEL);
  await expect(deploy()).rejects.toThrow('service catalog has no running deployment');
});

test('the end of the rehearsal ends it without a rollback', async () => {
  await prepare();
  const deploying = deploy();
  await scene.clock.advance(30);
  scene.stop.abort(new Error('the rehearsal was stopped'));
  await expect(scene.run(deploying, 30)).rejects.toThrow('the rehearsal was stopped');
  expect(statuses()).not.toContain('FAILED');
});

test('the bake time is that of the slowest alarm, one period more than it evaluates', () => {
  const slow: AlarmModel = { ...errorAlarm('slow'), evaluationPeriods: 5 };
  expect(bakeSeconds([])).toBe(0);
  expect(bakeSeconds([errorAlarm('blue'), slow, errorAlarm('green')])).toBe(360);
});
