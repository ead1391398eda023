import type { Fleet } from '../../../../rehearsal/cloud/ecs/fleet';
import type { ServiceModel } from '../../../../rehearsal/model';
import type { Boot } from '../support/fake-containers';
import { catalog, testTask } from '../support/models';
import { createScene, type Scene } from '../support/scene';

jest.mock('../../../../rehearsal/cloud/process/container');

const PLAIN: ServiceModel = { ...catalog, task: testTask('catalog') };
let scene: Scene;

function fleetOf(desired: number, boot: Boot = 'listen', changes: Partial<ServiceModel> = {}): Fleet {
  scene = createScene({ ...PLAIN, ...changes }, () => boot);
  const fleet = scene.service.addFleet(PLAIN.task.arn, [scene.blue]);
  fleet.desired = desired;
  return fleet;
}

/** Cloud seconds at which tasks were started. */
function starts(): number[] {
  return scene.events.flatMap((event) =>
    event.type === 'task' && event.status === 'starting' ? [event.at] : [],
  );
}

function stopReasons(): string[] {
  return scene.events.flatMap((event) =>
    event.type === 'task' && event.status === 'stopped' ? [event.detail ?? ''] : [],
  );
}

afterEach(() => scene.stop.abort());

test('all desired tasks start in one round and are steady once they are healthy', async () => {
  const fleet = fleetOf(3);
  scene.blue.state = 'initial';
  await scene.clock.advance(10);
  expect(scene.containers).toHaveLength(3);
  expect(fleet.counts()).toEqual({ pending: 0, running: 3, ready: 0, ending: 0 });
  expect(fleet.isSteady()).toBe(false);
  scene.blue.state = 'healthy';
  expect(fleet.isSteady()).toBe(true);
  expect(fleet.version).toBe('before');
});

test('tasks that crash at the start are started again later and later', async () => {
  const fleet = fleetOf(1, 'crash');
  await scene.clock.advance(200);
  const gaps = starts().flatMap((at, index, all) => (index === 0 ? [] : [at - (all[index - 1] ?? 0)]));
  const waits = [10, 20, 40, 80];
  expect(gaps).toHaveLength(waits.length);
  // A round of the scheduler sees the crash, another one starts the next task.
  gaps.forEach((gap, index) => {
    expect(gap).toBeGreaterThanOrEqual(waits[index] ?? 0);
    expect(gap).toBeLessThan((waits[index] ?? 0) + 3);
  });
  expect(fleet.failures).toBe(5);
  expect(fleet.lastFailure).toBe('Essential container in task exited: exit code 1, boom');
});

test('every task of a round that crashes counts', async () => {
  const fleet = fleetOf(4, 'crash');
  await scene.clock.advance(3);
  expect(fleet.failures).toBe(4);
});

test('a task that was healthy is replaced at once when it dies, and is no failed start', async () => {
  const fleet = fleetOf(1);
  await scene.clock.advance(5);
  scene.containers[0]?.end({ code: null, signal: 'SIGKILL' });
  await scene.clock.advance(3);
  expect(scene.containers).toHaveLength(2);
  expect(fleet).toMatchObject({ failures: 0 });
  expect(fleet.lastFailure).toBe('Essential container in task exited: signal SIGKILL');
  expect(fleet.isSteady()).toBe(true);
});

test('one healthy task ends the row of failures', async () => {
  let boot: Boot = 'crash';
  scene = createScene(PLAIN, () => boot);
  const fleet = scene.service.addFleet(PLAIN.task.arn, []);
  fleet.desired = 1;
  await scene.clock.advance(20);
  expect(fleet.failures).toBe(2);
  boot = 'listen';
  await scene.clock.advance(25);
  expect(fleet.failures).toBe(0);
  expect(fleet.isSteady()).toBe(true);
});

test('a task that fails the checks of its target group is stopped and replaced after a pause', async () => {
  const fleet = fleetOf(1);
  scene.blue.state = 'unhealthy';
  await scene.clock.advance(5);
  expect(stopReasons()).toEqual(['Task failed ELB health checks in target group blue']);
  expect(fleet.failures).toBe(1);
  expect(scene.containers).toHaveLength(1);
  scene.blue.state = 'healthy';
  await scene.clock.advance(12);
  expect(scene.containers).toHaveLength(2);
  expect(scene.blue.ports.size).toBe(1);
});

test('a failed check is forgiven within the grace period', async () => {
  const fleet = fleetOf(1, 'listen', { healthCheckGraceSeconds: 60 });
  scene.blue.state = 'unhealthy';
  await scene.clock.advance(59);
  expect(fleet.failures).toBe(0);
  await scene.clock.advance(5);
  expect(fleet.failures).toBe(1);
});

test('with fewer tasks desired, those that serve nobody go first', async () => {
  const boots: Boot[] = ['listen', 'hang', 'listen'];
  scene = createScene(PLAIN, () => boots.shift() ?? 'crash');
  const fleet = scene.service.addFleet(PLAIN.task.arn, []);
  fleet.desired = 3;
  await scene.clock.advance(5);
  expect(fleet.counts()).toMatchObject({ pending: 1, running: 2 });
  fleet.desired = 2;
  await scene.clock.advance(5);
  expect(scene.containers.map(({ signals }) => signals.length)).toEqual([0, 1, 0]);
  expect(stopReasons()).toEqual(['Scaling activity']);
  expect(fleet.isSteady()).toBe(true);
});

test('a retired fleet is gone when every task has ended in order', async () => {
  const fleet = fleetOf(2);
  await scene.clock.advance(5);
  await scene.run(scene.service.removeFleet(fleet), 60);
  expect(scene.service.fleets).toEqual([]);
  expect(scene.containers.map(({ signals }) => signals)).toEqual([
    ['SIGTERM, 10000 ms'],
    ['SIGTERM, 10000 ms'],
  ]);
  await scene.clock.advance(30);
  expect(scene.containers).toHaveLength(2);
});

test('a killed fleet asks nobody and starts nothing again', async () => {
  const fleet = fleetOf(2);
  await scene.clock.advance(5);
  await fleet.kill();
  expect(scene.containers.map(({ signals }) => signals)).toEqual([['SIGKILL'], ['SIGKILL']]);
  await scene.clock.advance(30);
  expect(scene.containers).toHaveLength(2);
  expect(fleet.failures).toBe(0);
});
