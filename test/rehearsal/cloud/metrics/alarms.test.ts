import { createAlarms, periodOf, type Alarms } from '../../../../rehearsal/cloud/metrics/alarms';
import { createMetricStore } from '../../../../rehearsal/cloud/metrics/store';
import type { RehearsalEvent } from '../../../../rehearsal/events';
import type { AlarmModel } from '../../../../rehearsal/model';
import { fakeClock } from '../support/fake-clock';
import { errorAlarm } from '../support/models';

const store = createMetricStore();
const clock = fakeClock();
const events: RehearsalEvent[] = [];
const stop = new AbortController();
let alarms: Alarms;

function record(name: string, value: number): void {
  const dimensions = { LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/green/1' };
  store.record({ namespace: 'AWS/ApplicationELB', name, dimensions }, clock.now(), value);
}

beforeAll(() => {
  alarms = createAlarms({ models: [errorAlarm('green')], store, clock, emit: (event) => events.push(event) });
  void alarms.run(stop.signal);
});

afterAll(() => stop.abort());

test('an alarm has no state before its first period has ended', async () => {
  expect(alarms.list()).toMatchObject([{ name: 'green-errors', state: 'INSUFFICIENT_DATA' }]);
  await clock.advance(59);
  expect(alarms.list()).toMatchObject([{ state: 'INSUFFICIENT_DATA' }]);
  await clock.advance(2);
  expect(alarms.list()).toMatchObject([{ state: 'OK' }]);
});

test('it turns red at the end of the period in which errors were too many', async () => {
  record('RequestCount', 100);
  record('HTTPCode_Target_5XX_Count', 6);
  await clock.advance(58);
  expect(alarms.red(['green-errors'])).toEqual([]);
  await clock.advance(3);
  expect(alarms.red(['green-errors'])).toEqual([
    { name: 'green-errors', state: 'ALARM', reason: '1 of 1 periods above 5: 6' },
  ]);
  expect(alarms.red(['another'])).toEqual([]);
});

test('it is good again with a good period, and every change was told once', async () => {
  record('RequestCount', 100);
  await clock.advance(60);
  expect(alarms.list()).toMatchObject([{ state: 'OK' }]);
  await clock.advance(300);
  expect(events.map((event) => event.type === 'alarm' && event.state)).toEqual(['OK', 'ALARM', 'OK']);
});

function uncheckedReasons(changes: Partial<AlarmModel>): readonly string[] {
  const models = [{ ...errorAlarm('green'), ...changes }];
  return createAlarms({ models, store, clock, emit: () => undefined }).unchecked.map(({ what }) => what);
}

const [query] = errorAlarm('green').queries.slice(1);

test.each<[Partial<AlarmModel>, string]>([
  [
    { comparison: 'LessThanLowerOrGreaterThanUpperThreshold' },
    'comparison LessThanLowerOrGreaterThanUpperThreshold',
  ],
  [{ queries: [] }, 'no query returns data'],
  [{ queries: [{ id: 'e', returnData: true, expression: 'SEARCH(a)' }] }, 'metric math'],
  [{ queries: [{ id: 'e', returnData: true, expression: '1 +' }] }, 'metric math: unexpected end'],
  [
    {
      queries: [
        {
          id: 'm',
          returnData: true,
          ...(query?.metric && { metric: { ...query.metric, statistic: 'IQM' } }),
        },
      ],
    },
    'statistic IQM of query m',
  ],
])('an alarm that is not acted out is reported: %j', (changes, reason) => {
  expect(uncheckedReasons(changes).join()).toContain(reason);
});

test('an alarm that is acted out is not reported', () => {
  expect(uncheckedReasons({})).toEqual([]);
  expect(periodOf(errorAlarm('green'))).toBe(60);
});
