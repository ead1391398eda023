import { goalText, holds, type Goal } from '../../bench/row';
import { ROWS } from '../../bench/rows';
import { head, line, resultOf, shown } from '../../bench/table';

const atMost: Goal = { kind: 'at most', value: 2 };
const atLeast: Goal = { kind: 'at least', value: 0.5 };

it.each([
  [atMost, 2, true],
  [atMost, 2.001, false],
  [atMost, 0, true],
  [atLeast, 0.5, true],
  [atLeast, 0.499, false],
])('holds when the value is inside the bound: %j, %d', (goal, value, expected) => {
  expect(holds(goal, value)).toBe(expected);
});

it('does not hold for a value that is no number', () => {
  expect(holds(atMost, NaN)).toBe(false);
  expect(holds(atLeast, NaN)).toBe(false);
});

it('writes a goal in short', () => {
  expect([goalText(atMost), goalText(atLeast)]).toEqual(['<= 2', '>= 0.5']);
});

it.each([
  [1.23456, '1.23'],
  [0.70912, '0.709'],
  [42.25, '42.3'],
  [99.96, '100'],
  [765.63, '766'],
  [12_345.6, '12346'],
  [0, '0'],
])('shows %d as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});

it('keeps every row of the bench within 80 columns, in line with the head', () => {
  const [titles = '', rule = ''] = head().split('\n');
  expect([titles.length, rule.length]).toEqual([80, 80]);
  for (const row of ROWS) {
    const text = line(resultOf(row, 123_456.789, false));
    expect(text).toHaveLength(80);
    expect(text.endsWith('   NO')).toBe(true);
  }
});

it('says so when a row could not be measured', () => {
  const row = { what: 'bundle', unit: 'MB', goal: atMost };
  expect(line(resultOf(row, null, false))).toMatch(/^bundle +not measured +<= 2 +NO$/);
});

it('folds the figures behind a value below it', () => {
  const row = { what: 'bundle', unit: 'MB', goal: atMost };
  const [, ...notes] = line(resultOf(row, 1, true), 'word '.repeat(40)).split('\n');
  expect(notes).toHaveLength(3);
  for (const note of notes) expect(note).toMatch(/^ {2}word.{0,74}$/);
});

it('has the shape of bench.json', () => {
  const row = { what: 'bundle', unit: 'MB', goal: atMost, name: 'bundle' };
  expect(resultOf(row, 1.5, true)).toEqual({
    what: 'bundle',
    value: 1.5,
    unit: 'MB',
    goal: '<= 2',
    holds: true,
  });
});
