import type { Row } from './row';

/** The command line is wrong; the message is one line. */
export class UsageError extends Error {}

/**
 * The rows whose name or text contains one of the words, in their own order; all of them without a word.
 * @throws UsageError when a word fits no row
 */
export function chosen(rows: readonly Row[], words: readonly string[]): readonly Row[] {
  const fits = ({ name, what }: Row, word: string): boolean =>
    `${name} ${what}`.toLowerCase().includes(word.toLowerCase());
  const lost = words.find((word) => !rows.some((row) => fits(row, word)));
  if (lost !== undefined) {
    throw new UsageError(`no row fits --only ${lost}; rows are ${rows.map(({ name }) => name).join(', ')}`);
  }
  return words.length === 0 ? rows : rows.filter((row) => words.some((word) => fits(row, word)));
}
