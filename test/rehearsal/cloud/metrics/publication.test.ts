import { createAlarms } from '../../../../rehearsal/cloud/metrics/alarms';
import { knownAt } from '../../../../rehearsal/cloud/metrics/publication';
import { createMetricStore } from '../../../../rehearsal/cloud/metrics/store';
import type { AlarmModel } from '../../../../rehearsal/model';
import { fakeClock } from '../support/fake-clock';
import { catalogAlarm, errorAlarm } from '../support/models';

test.each([
  ['AWS/ApplicationELB', 0, 150],
  ['AWS/ApplicationELB', 59.9, 150],
  ['AWS/ApplicationELB', 60, 210],
  ['ECS/ContainerInsights', 30, 120],
  ['DevOpsOnAws/Service', 30, 60],
])('a value of %s that was measured at %d s is known at %d s', (namespace, at, known) => {
  expect(knownAt(namespace, at)).toBe(known);
});

test('a value that is not known yet is not there', () => {
  const store = createMetricStore(knownAt);
  const metric = { namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions: {} };
  store.record(metric, 30, 7);
  expect(store.datapoint(metric, 'Sum', 0, 60, 149)).toBeUndefined();
  expect(store.datapoint(metric, 'Sum', 0, 60, 150)).toBe(7);
});

/** Seconds from the first bad request to the alarm; a bad request each second from `from` on. */
async function detection(model: AlarmModel, from: number): Promise<number> {
  const store = createMetricStore(knownAt);
  const clock = fakeClock();
  const ended = new AbortController();
  const alarms = createAlarms({ models: [model], store, clock, emit: () => undefined });
  void alarms.run(ended.signal);
  for (let second = 0; second < 900; second += 1) {
    for (const { metric } of model.queries) {
      const bad = second >= from || metric?.name.startsWith('Request') === true;
      if (metric !== undefined && bad) store.record(metric, clock.now(), 1);
    }
    await clock.advance(1);
    if (alarms.red([model.name]).length > 0) break;
  }
  ended.abort();
  return clock.now() - from;
}

test.each([
  ['at the load balancer, just after a minute began', errorAlarm('green'), 301, 180],
  ['at the load balancer, just before a minute ends', errorAlarm('green'), 350, 130],
  [
    'at the load balancer, two minutes in a row',
    { ...errorAlarm('green'), evaluationPeriods: 2, datapointsToAlarm: 2 },
    301,
    240,
  ],
  ['in a log, just after a minute began', catalogAlarm, 301, 60],
  ['in a log, just before a minute ends', catalogAlarm, 355, 65],
])('an alarm finds a fault %s', async (_where, model, from, seconds) => {
  const took = await detection(model, from);
  expect(took).toBeGreaterThan(seconds - 5);
  expect(took).toBeLessThan(seconds + 5);
});
