import { setTimeout as wallDelay } from 'node:timers/promises';
import type { Cloud, Emit } from '../../../rehearsal/cloud/types';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { Images } from '../../../rehearsal/pipeline/docker/image-store';
import { EnvironmentRun } from '../../../rehearsal/pipeline/environment-run';
import { selectStages } from '../../../rehearsal/pipeline/select-stages';
import { Timeline } from '../../../rehearsal/pipeline/timeline';
import { testAction, testModel, testPipeline, testService, testStage } from './model-fixture';

const SPEED = 600;
/** Wall milliseconds that this machine takes to build, and to start, what runs before the release. */
const SLOW_MS = 120;

function setUp() {
  const deploy = testAction({ name: 'Deploy', configuration: { ServiceName: 'web' } });
  const pipeline = { ...testPipeline('shop-web', []), stages: [testStage('sandbox', deploy)] };
  const model = testModel({ pipelines: [pipeline], services: [testService()] });
  const events: RehearsalEvent[] = [];
  const timeline = new Timeline((event) => events.push(event));
  const start = async (emit: Emit): Promise<void> => {
    await wallDelay(SLOW_MS);
    emit({ type: 'note', at: 70, text: 'from the cloud that starts' });
    emit({ type: 'alarm', at: 71, name: 'shop-errors', state: 'OK', reason: 'fine' });
    emit({ type: 'traffic', at: 72, listener: 'production', weights: { blue: 100 } });
    emit({ type: 'sample', at: 73, colour: 'blue', requests: 1, failed: 0, p50Ms: 1, p99Ms: 1 });
  };
  const environment = new EnvironmentRun({
    ...{ model, selection: selectStages(model), speed: SPEED, rate: 1, timeline, images: new Images() },
    ...{ awsEndpoint: '', redAtEntry: false, emit: (event) => timeline.relay(event) },
    makeCloud: ({ emit }) =>
      ({ start: () => start(emit), origins: () => new Map<string, string>() }) as unknown as Cloud,
    before: async () => {
      await wallDelay(SLOW_MS);
      return {};
    },
  });
  return { environment, timeline, events };
}

it('takes nothing from the time of the stage in which the services of this machine start', async () => {
  const { environment, timeline, events } = setUp();
  const before = timeline.now();
  await environment.running();
  const startedAt = timeline.now();
  // The start took two delays: uncounted, they would be 72 and 144 cloud seconds.
  expect(startedAt - before).toBeLessThan((SLOW_MS / 1000) * SPEED * 0.5);
  expect(events.every(({ at }) => at <= startedAt)).toBe(true);
});

it('goes on with cloud time when they run', async () => {
  const { environment, timeline } = setUp();
  await environment.running();
  const startedAt = timeline.now();
  await environment.clock?.sleep(60);
  expect(timeline.now() - startedAt).toBeGreaterThanOrEqual(59);
});

it('says of what users and alarms do in which environment it was', async () => {
  const { environment, events } = setUp();
  await environment.running();
  const places = events.flatMap((event) => ('environment' in event ? [[event.type, event.environment]] : []));
  expect(places).toEqual([
    ['alarm', 'sandbox'],
    ['traffic', 'sandbox'],
    ['sample', 'sandbox'],
  ]);
});
