import fc from 'fast-check';
import { evaluateExpression, type Series } from '../../../../rehearsal/cloud/metrics/math';

const SERIES: Readonly<Record<string, Series>> = {
  requests: [100, 5, undefined, 20],
  errors: [25, 5, undefined, undefined],
  m1: [1, 2, 3, undefined],
};

function evaluate(text: string): Series {
  return evaluateExpression(text, (id) => SERIES[id], 4);
}

test.each<[string, Series]>([
  ['1 + 2 * 3', [7, 7, 7, 7]],
  ['(1 + 2) * 3', [9, 9, 9, 9]],
  ['10 - 4 - 3', [3, 3, 3, 3]],
  ['-m1 + 1', [0, -1, -2, undefined]],
  ['m1 / 0', [undefined, undefined, undefined, undefined]],
  ['2 ^ m1', [2, 4, 8, undefined]],
  ['requests >= 20', [1, 0, undefined, 1]],
  ['m1 > 1 AND m1 < 3', [0, 1, 0, undefined]],
  ['m1 == 1 || m1 == 3', [1, 0, 1, undefined]],
  ['IF(requests >= 10, 100 * errors / requests, 0)', [25, 0, undefined, undefined]],
  ['IF(requests >= 10, 100 * FILL(errors, 0) / requests, 0)', [25, 0, undefined, 0]],
  ['if(m1 > 1, m1)', [undefined, 2, 3, undefined]],
  ['FILL(m1, REPEAT)', [1, 2, 3, 3]],
  ['SUM([requests, errors, 1])', [126, 11, 1, 21]],
  ['MAX([requests, errors])', [100, 5, undefined, 20]],
  ['MIN([errors, 7])', [7, 5, 7, 7]],
  ['AVG([m1, 3])', [2, 2.5, 3, 3]],
])('%s', (text, expected) => expect(evaluate(text)).toEqual(expected));

test.each([
  ['ANOMALY_DETECTION_BAND(m1, 2)', 'ANOMALY_DETECTION_BAND(…) as used in'],
  ['SUM(m1)', 'SUM(…) as used in'],
  ['FILL(m1, LINEAR)', 'LINEAR'],
  ['nobody + 1', 'no query has the id nobody'],
  ['[m1]', 'an array stands only inside'],
  ['1 +', 'unexpected end'],
  ['1 2', 'unexpected 2'],
  ['m1 & 1', 'cannot read "& 1"'],
  ['IF(m1)', 'IF takes two or three arguments'],
  ['FILL(m1)', 'FILL takes two arguments'],
])('%s is refused with a clear error', (text, message) => expect(() => evaluate(text)).toThrow(message));

test('sums and products are those of the numbers', () => {
  const number = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(number, number, number, (a, b, c) => {
      expect(evaluateExpression(`${a} + ${b} * ${c} - (${a} - ${b})`, () => undefined, 1)).toEqual([
        a + b * c - (a - b),
      ]);
    }),
  );
});
