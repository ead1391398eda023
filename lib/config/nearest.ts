/** Edits that a slip of the hand makes: two letters swapped are two. */
const MOST_EDITS = 2;

/** The candidate that a misspelt word most likely means; undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const small = word.toLowerCase();
  const [best] = candidates
    .map((candidate) => ({ candidate, edits: editsBetween(small, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.min(MOST_EDITS, Math.floor(candidate.length / 2)))
    .sort((one, other) => one.edits - other.edits);
  return best?.candidate;
}

/** `; did you mean 'x'?`, or nothing. */
export function didYouMean(word: unknown, candidates: readonly string[]): string {
  const meant = typeof word === 'string' ? nearest(word, candidates) : undefined;
  return meant === undefined ? '' : `; did you mean '${meant}'?`;
}

/** Letters to insert, delete or replace (Levenshtein distance); words this long are compared by their beginning. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one.slice(0, 100)].entries()) {
    const next = [index + 1];
    for (let column = 0; column < other.length; column += 1) {
      const replaced = (row[column] ?? 0) + (letter === other[column] ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
