import { AlarmBoard, type AlarmStatus } from '../../../../rehearsal/cloud/metrics/alarm-board';
import { createAlarms } from '../../../../rehearsal/cloud/metrics/alarms';
import { readRules } from '../../../../rehearsal/cloud/metrics/composite-alarms';
import { createMetricStore } from '../../../../rehearsal/cloud/metrics/store';
import { fakeClock } from '../support/fake-clock';
import { errorAlarm } from '../support/models';

const alarm = (name: string, rule: string) => ({ name, arn: `arn:${name}`, rule });
const metricAlarms = ['a', 'b'].map((name) => ({ name, arn: `arn:${name}` }));

function boardWith(...composites: ReturnType<typeof alarm>[]) {
  const changes: AlarmStatus[] = [];
  const { known } = readRules(composites);
  const board = new AlarmBoard([...metricAlarms, ...composites], (status) => changes.push(status));
  return { board, known, changes };
}

test('a composite alarm has no state at first, then the one of its rule, and says which alarms are red', () => {
  const { board, known, changes } = boardWith(alarm('both', 'ALARM("a") AND ALARM("arn:b")'));
  expect(board.stateOf('both')).toBe('INSUFFICIENT_DATA');
  board.put('a', { state: 'ALARM', reason: 'x' });
  board.settle(known);
  expect(board.stateOf('both')).toBe('OK');
  board.put('b', { state: 'ALARM', reason: 'x' });
  board.settle(known);
  board.settle(known);
  expect(changes.filter(({ name }) => name === 'both')).toEqual([
    { name: 'both', state: 'OK', reason: 'its rule does not hold' },
    { name: 'both', state: 'ALARM', reason: 'in ALARM: a, arn:b' },
  ]);
});

test('one that asks another, given in the wrong order, is settled with it', () => {
  const { board, known } = boardWith(alarm('outer', 'ALARM("inner")'), alarm('inner', 'ALARM("a")'));
  board.put('a', { state: 'ALARM', reason: 'x' });
  board.settle(known);
  expect(board.stateOf('arn:outer')).toBe('ALARM');
});

test('a circle ends', () => {
  const { board, known } = boardWith(alarm('one', 'NOT ALARM("two")'), alarm('two', 'ALARM("one")'));
  board.settle(known);
  expect(board.list()).toHaveLength(4);
});

test('it changes with the alarms that it asks, and one that cannot be read is told', async () => {
  const store = createMetricStore();
  const clock = fakeClock();
  const stop = new AbortController();
  const composites = [alarm('impaired', 'ALARM("green-errors")'), alarm('odd', 'AT_LEAST(1)')];
  const alarms = createAlarms({
    models: [errorAlarm('green')],
    composites,
    store,
    clock,
    emit: () => undefined,
  });
  void alarms.run(stop.signal);
  const dimensions = { LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/green/1' };
  store.record({ namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions }, 1, 100);
  store.record({ namespace: 'AWS/ApplicationELB', name: 'HTTPCode_Target_5XX_Count', dimensions }, 1, 50);
  await clock.advance(61);
  stop.abort();
  expect(alarms.red(['impaired'])).toMatchObject([{ reason: 'in ALARM: green-errors' }]);
  expect(alarms.unchecked).toEqual([
    { where: 'alarm odd', what: expect.stringMatching(/^alarm rule: cannot read/) as string },
  ]);
});

test('an alarm with a long period is asked every minute, over a window that slides along', async () => {
  const store = createMetricStore();
  const clock = fakeClock();
  const stop = new AbortController();
  const [returned, ...metrics] = errorAlarm('green').queries;
  const queries = [
    ...(returned ? [returned] : []),
    ...metrics.map((query) => ({
      ...query,
      ...(query.metric && { metric: { ...query.metric, periodSeconds: 300 } }),
    })),
  ];
  const alarms = createAlarms({
    models: [{ ...errorAlarm('green'), queries }],
    store,
    clock,
    emit: () => undefined,
  });
  void alarms.run(stop.signal);
  const dimensions = { LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/green/1' };
  store.record({ namespace: 'AWS/ApplicationELB', name: 'RequestCount', dimensions }, 65, 100);
  store.record({ namespace: 'AWS/ApplicationELB', name: 'HTTPCode_Target_5XX_Count', dimensions }, 65, 50);
  await clock.advance(121);
  expect(alarms.red(['green-errors'])).toHaveLength(1);
  // Two windows more than the newest are looked at, as long as there is nothing newer.
  await clock.advance(900);
  stop.abort();
  expect(alarms.red(['green-errors'])).toHaveLength(0);
});
