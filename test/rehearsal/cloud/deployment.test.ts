import { DeploymentFailure, DeploymentRecord, whileWatching } from '../../../rehearsal/cloud/deployment';
import { waitForSteady } from '../../../rehearsal/cloud/ecs/steady';
import type { Boot } from './support/fake-containers';
import { catalog, testTask } from './support/models';
import { createScene, startOld, type Scene } from './support/scene';

jest.mock('../../../rehearsal/cloud/process/container');

let scene: Scene;

function prepare(boot: Boot = 'listen'): void {
  scene = createScene({ ...catalog, task: testTask('catalog') }, () => boot);
}

afterEach(() => scene.stop.abort());

describe('the record of a deployment', () => {
  beforeEach(() => prepare());

  test('finding takes from the first traffic of the new version to the stop, undoing from there to the end', async () => {
    await scene.clock.advance(100);
    const record = new DeploymentRecord('d-1', scene.context);
    await scene.clock.advance(50);
    record.exposed(10);
    await scene.clock.advance(30);
    record.exposed(60);
    record.exposed(40);
    await scene.clock.advance(5);
    record.stopped();
    await scene.clock.advance(20);
    record.stopped();
    expect(
      record.outcome('rolled-back', new DeploymentFailure('why', { kind: 'alarm', name: 'red' })),
    ).toEqual({
      status: 'rolled-back',
      deploymentId: 'd-1',
      reason: 'why',
      cause: { kind: 'alarm', name: 'red' },
      hooks: [],
      productionPercent: 60,
      startedAt: 100,
      endedAt: 205,
      detectSeconds: 35,
      rollbackSeconds: 20,
    });
  });

  test('without any traffic finding takes from the start', async () => {
    const record = new DeploymentRecord('d-1', scene.context);
    await scene.clock.advance(70);
    record.stopped();
    await scene.clock.advance(10);
    expect(record.outcome('failed')).toMatchObject({ detectSeconds: 70, rollbackSeconds: 0, endedAt: 80 });
  });

  test('a good one was neither found nor undone', async () => {
    const record = new DeploymentRecord('d-1', scene.context);
    record.exposed(100);
    await scene.clock.advance(600);
    const outcome = record.outcome('succeeded');
    expect(outcome).toMatchObject({ detectSeconds: 0, rollbackSeconds: 0, endedAt: 600 });
    expect(outcome).not.toHaveProperty('reason');
    expect(outcome).not.toHaveProperty('rollbackDeploymentId');
  });

  test('its changes are told under its id or that of its rollback', () => {
    const record = new DeploymentRecord('d-1', scene.context);
    record.tell('Created');
    record.tell('Succeeded', 'rolled back', 'd-2');
    const told = { type: 'deployment', at: 0, service: 'catalog' };
    expect(scene.events).toEqual([
      { ...told, id: 'd-1', status: 'Created' },
      { ...told, id: 'd-2', status: 'Succeeded', detail: 'rolled back' },
    ]);
  });
});

describe('watching while something works', () => {
  beforeEach(() => prepare());

  test('a problem ends the work with its failure', async () => {
    const problem = (): DeploymentFailure | undefined =>
      scene.clock.now() > 30 ? new DeploymentFailure('too many errors') : undefined;
    let ended = -1;
    const work = async (signal: AbortSignal): Promise<void> => {
      try {
        await scene.clock.sleep(3600, signal);
      } finally {
        ended = scene.clock.now();
      }
    };
    await expect(scene.run(whileWatching(scene.context, problem, work), 60)).rejects.toThrow(
      'too many errors',
    );
    expect(ended).toBeGreaterThan(30);
    expect(ended).toBeLessThan(33);
  });

  test('an error of the work itself is passed on', async () => {
    const work = (): Promise<void> => Promise.reject(new Error('broken'));
    await expect(whileWatching(scene.context, () => undefined, work)).rejects.toThrow('broken');
  });

  test('nobody watches any more when the work is done', async () => {
    const problem = jest.fn(() => undefined);
    await scene.run(
      whileWatching(scene.context, problem, (signal) => scene.clock.sleep(10, signal)),
      30,
    );
    const looks = problem.mock.calls.length;
    expect(looks).toBeGreaterThan(5);
    await scene.clock.advance(60);
    expect(problem).toHaveBeenCalledTimes(looks);
  });

  test('the end of the rehearsal ends the work', async () => {
    const working = whileWatching(
      scene.context,
      () => undefined,
      (signal) => scene.clock.sleep(3600, signal),
    );
    scene.stop.abort(new Error('the rehearsal was stopped'));
    await expect(working).rejects.toThrow('the rehearsal was stopped');
  });
});

describe('waiting for a new service', () => {
  test('ends with the first moment at which it is steady', async () => {
    prepare();
    await startOld(scene);
    const startedAt = scene.clock.now();
    await scene.run(waitForSteady(scene.context, 900), 5);
    expect(scene.clock.now() - startedAt).toBeLessThan(3);
  });

  test('gives up after three failures, with the last one', async () => {
    prepare('crash');
    await startOld(scene);
    await expect(scene.run(waitForSteady(scene.context, 900), 60)).rejects.toThrow(
      'service catalog did not become healthy: Essential container in task exited: exit code 1, boom',
    );
  });

  test('gives up after its time when nothing happens', async () => {
    prepare('hang');
    await startOld(scene);
    await expect(scene.run(waitForSteady(scene.context, 300), 310)).rejects.toThrow(
      /^service catalog did not become healthy$/,
    );
    expect(scene.clock.now()).toBeGreaterThanOrEqual(300);
  });
});
