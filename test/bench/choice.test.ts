import { chosen, UsageError } from '../../bench/choice';
import { ROWS } from '../../bench/rows';

const names = (words: readonly string[]): string[] => chosen(ROWS, words).map(({ name }) => name);

it('measures everything without a word', () => {
  expect(names([])).toHaveLength(ROWS.length);
});

it('finds rows by name', () => {
  expect(names(['bundle'])).toEqual(['bundle']);
});

it('finds rows by any word of their text, in any case', () => {
  expect(names(['REHEARSAL'])).toEqual(['healthy']);
  expect(names(['cdk synth'])).toEqual(['synth', 'growth', 'linear']);
});

it('keeps the order of the table, whatever the order of the words', () => {
  expect(names(['cost', 'bundle'])).toEqual(['bundle', 'cost']);
});

it('refuses a word that fits no row, and names the rows', () => {
  expect(() => names(['bundle', 'nope'])).toThrow(UsageError);
  expect(() => names(['nope'])).toThrow(/no row fits --only nope; rows are synth, growth, .*cost/);
});

it('gives every row a name of its own', () => {
  expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
});
