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

describe('an alarm on a plain metric', () => {
  const KEY = { namespace: 'Shop', name: 'Latency', dimensions: {} };

  /** An alarm on p99, two of three periods of half a minute above 5. */
  function slow(changes: Partial<AlarmModel> = {}): AlarmModel {
    const metric = { ...KEY, statistic: 'p99', periodSeconds: 30 };
    return {
      ...errorAlarm('green'),
      name: 'slow',
      queries: [{ id: 'm', returnData: true, metric }],
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      ...changes,
    };
  }

  /** States at the end of each period, one value in each; `undefined` records none. */
  async function statesAfter(values: readonly (number | undefined)[], model: AlarmModel): Promise<string[]> {
    const own = { store: createMetricStore(), clock: fakeClock() };
    const ended = new AbortController();
    const watching = createAlarms({ models: [model], ...own, emit: () => undefined });
    void watching.run(ended.signal);
    const states: string[] = [];
    await own.clock.advance(1);
    for (const value of values) {
      if (value !== undefined) own.store.record(KEY, own.clock.now(), value);
      await own.clock.advance(30);
      states.push(watching.list()[0]?.state ?? '');
    }
    ended.abort();
    return states;
  }

  test('needs two bad periods of three, and a good one in between is allowed', async () => {
    expect(await statesAfter([9, 1, 9, 1, 1], slow())).toEqual(['OK', 'OK', 'ALARM', 'OK', 'OK']);
  });

  test('has no state while too little is known, when missing data is missing', async () => {
    const model = slow({ treatMissingData: 'missing' });
    expect(await statesAfter([undefined, undefined, 1], model)).toEqual([
      'INSUFFICIENT_DATA',
      'INSUFFICIENT_DATA',
      'OK',
    ]);
  });

  test('goes off without any data when missing data is breaching', async () => {
    expect(await statesAfter([undefined], slow({ treatMissingData: 'breaching' }))).toEqual(['ALARM']);
  });

  test('is reported when its metrics have different periods', () => {
    const [one] = slow().queries;
    const other = errorAlarm('green').queries[1];
    const queries = [one, other].flatMap((each) => (each === undefined ? [] : [each]));
    expect(uncheckedReasons({ queries })).toEqual(['its metrics have different periods']);
  });
});

test('the period of an expression is that of its query, or a minute', () => {
  const constant = { id: 'e', returnData: true, expression: '1' };
  expect(periodOf({ ...errorAlarm('green'), queries: [{ ...constant, periodSeconds: 300 }] })).toBe(300);
  expect(periodOf({ ...errorAlarm('green'), queries: [constant] })).toBe(60);
});

test('all that is wrong with an alarm is reported, and it never changes its state', async () => {
  const own = fakeClock();
  const model = { ...errorAlarm('green'), comparison: 'Odd', queries: [] };
  const watching = createAlarms({ models: [model], store, clock: own, emit: () => undefined });
  expect(watching.unchecked).toEqual([
    { where: 'alarm green-errors', what: 'comparison Odd' },
    { where: 'alarm green-errors', what: 'no query returns data' },
  ]);
  void watching.run(stop.signal);
  await own.advance(300);
  expect(watching.list()).toMatchObject([{ name: 'green-errors', state: 'INSUFFICIENT_DATA' }]);
});
