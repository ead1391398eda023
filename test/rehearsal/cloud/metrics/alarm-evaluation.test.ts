import fc from 'fast-check';
import {
  evaluateAlarm,
  evaluationRange,
  isKnownComparison,
  type AlarmRule,
} from '../../../../rehearsal/cloud/metrics/alarm-evaluation';
import type { AlarmState } from '../../../../rehearsal/cloud/types';

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const KEPT = 'kept';

function rule(changes: Partial<AlarmRule>): AlarmRule {
  return {
    comparison: 'GreaterThanThreshold',
    threshold: 5,
    evaluationPeriods: 3,
    datapointsToAlarm: 3,
    treatMissingData: 'missing',
    ...changes,
  };
}

/** `0` is within the threshold, `X` above it, `-` missing; oldest first. */
function points(text: string): (number | undefined)[] {
  return text.split(' ').map((sign) => ({ '0': 0, X: 9 })[sign]);
}

function states(text: string, datapointsToAlarm: number): string[] {
  return TREATMENTS.map((treatMissingData) => {
    const outcomes = (['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const).map(
      (current) => evaluateAlarm(rule({ datapointsToAlarm, treatMissingData }), points(text), current).state,
    );
    return new Set(outcomes).size === 1 ? String(outcomes[0]) : KEPT;
  });
}

describe('the example tables of the CloudWatch documentation, by missing, ignore, breaching, notBreaching', () => {
  test.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', ['INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', KEPT, 'ALARM', 'OK']],
  ])('3 out of 3: %s', (text, expected) => expect(states(text, 3)).toEqual(expected));

  test.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', KEPT, 'ALARM', 'OK']],
  ])('2 out of 3: %s', (text, expected) => expect(states(text, 2)).toEqual(expected));
});

test('one young breaching point does not raise an alarm that needs three', () => {
  expect(evaluateAlarm(rule({}), points('- - - - X'), 'OK').state).toBe('INSUFFICIENT_DATA');
});

test.each([
  ['GreaterThanThreshold', 5, 'OK'],
  ['GreaterThanThreshold', 5.1, 'ALARM'],
  ['GreaterThanOrEqualToThreshold', 5, 'ALARM'],
  ['LessThanThreshold', 5, 'OK'],
  ['LessThanThreshold', 4, 'ALARM'],
  ['LessThanOrEqualToThreshold', 5, 'ALARM'],
])('%s with the value %d is %s', (comparison, value, state) => {
  const one = rule({ comparison, evaluationPeriods: 1, datapointsToAlarm: 1 });
  expect(evaluateAlarm(one, [value], 'INSUFFICIENT_DATA').state).toBe(state);
});

test('the reason tells the values that breach', () => {
  const verdict = evaluateAlarm(rule({ datapointsToAlarm: 2 }), [0, 6, 7], 'OK');
  expect(verdict.reason).toBe('2 of 3 periods above 5: 6, 7');
});

const anyPoints = fc.array(fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: undefined }), {
  minLength: 5,
  maxLength: 5,
});
const anyRule = fc
  .record({
    datapointsToAlarm: fc.integer({ min: 1, max: 3 }),
    treatMissingData: fc.constantFrom(...TREATMENTS),
  })
  .map(rule);
const anyState = fc.constantFrom<AlarmState>('OK', 'ALARM', 'INSUFFICIENT_DATA');

test('without gaps the treatment of missing data makes no difference', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 5, maxLength: 5 }),
      (values) => {
        const found = TREATMENTS.map(
          (treatMissingData) => evaluateAlarm(rule({ treatMissingData }), values, 'OK').state,
        );
        expect(new Set(found).size).toBe(1);
      },
    ),
  );
});

test('raising a value never ends an alarm, whatever is missing', () => {
  fc.assert(
    fc.property(anyRule, anyPoints, anyState, (one, values, current) => {
      if (evaluateAlarm(one, values, current).state !== 'ALARM') return;
      const higher = values.map((value) => (value === undefined ? undefined : value + 1));
      expect(evaluateAlarm(one, higher, current).state).toBe('ALARM');
    }),
  );
});

test('missing data that is not breaching raises an alarm only with enough breaching points', () => {
  fc.assert(
    fc.property(anyRule, anyPoints, anyState, (one, values, current) => {
      const verdict = evaluateAlarm({ ...one, treatMissingData: 'notBreaching' }, values, current);
      const breaching = values
        .filter((value) => value !== undefined)
        .slice(-3)
        .filter((value) => value > 5);
      expect(verdict.state).toBe(breaching.length >= one.datapointsToAlarm ? 'ALARM' : 'OK');
    }),
  );
});

test('CloudWatch looks two periods further back than it evaluates', () => {
  expect(evaluationRange(3)).toBe(5);
});

describe.each([
  // Datapoints, periods: what is enough, what is one too few, when every period has a value.
  [1, 1],
  [1, 5],
  [3, 5],
  [5, 5],
])('%d of %d periods', (datapointsToAlarm, evaluationPeriods) => {
  const enough = Array.from({ length: evaluationPeriods }, (_, index) => (index < datapointsToAlarm ? 9 : 0));
  const verdict = (values: readonly (number | undefined)[], changes: Partial<AlarmRule> = {}): string =>
    evaluateAlarm(rule({ datapointsToAlarm, evaluationPeriods, ...changes }), values, 'OK').state;

  test('raise it wherever they are, one fewer does not', () => {
    expect(verdict(enough)).toBe('ALARM');
    expect(verdict([...enough].reverse())).toBe('ALARM');
    expect(verdict([0, ...enough.slice(1)])).toBe('OK');
  });

  test('raise it only within the newest periods', () => {
    const past = [...enough, ...Array.from({ length: evaluationPeriods }, () => 0)];
    expect(verdict(past)).toBe('OK');
  });

  test.each([
    ['breaching', 'ALARM'],
    ['notBreaching', 'OK'],
    ['ignore', 'OK'],
    ['missing', 'INSUFFICIENT_DATA'],
  ] as const)('without any value, treated as %s, it is %s', (treatMissingData, state) => {
    const none = Array.from({ length: evaluationRange(evaluationPeriods) }, () => undefined);
    expect(verdict(none, { treatMissingData })).toBe(state);
  });
});

test.each(['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const)('ignored gaps keep the state %s', (current) => {
  const ignoring = rule({ treatMissingData: 'ignore' });
  expect(evaluateAlarm(ignoring, points('- - X - X'), current)).toEqual({
    state: current,
    reason: 'no data: the state is kept',
  });
});

test('the reason names missing periods that count as breaching, and shortens numbers', () => {
  const one = rule({ treatMissingData: 'breaching', datapointsToAlarm: 2 });
  expect(evaluateAlarm(one, [undefined, undefined, 6.123456, undefined, 12345.678], 'OK').reason).toBe(
    '3 of 3 periods above 5: 6.123, 12350 and 1 missing',
  );
  expect(evaluateAlarm(rule({}), [0, 9, 0], 'ALARM').reason).toBe('1 of 3 periods breach the threshold');
});

test.each(['toString', 'GreaterThanUpperThreshold', ''])('%p is no comparison', (comparison) => {
  expect(isKnownComparison(comparison)).toBe(false);
});
