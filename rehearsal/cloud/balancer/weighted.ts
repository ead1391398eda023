/** One choice and its share. */
export interface Weighted<T> {
  readonly item: T;
  readonly weight: number;
}

/**
 * Picks in exact proportion and evenly mixed (smooth weighted round robin): with weights 9 and 1, every tenth
 * pick is the second. Items of weight 0 are never picked; undefined when no weight is left.
 */
export function createWeightedPicker<T>(choices: readonly Weighted<T>[]): () => T | undefined {
  const sum = choices.reduce((total, { weight }) => total + weight, 0);
  const credits = choices.filter(({ weight }) => weight > 0).map((choice) => ({ ...choice, credit: 0 }));
  return () => {
    let best: (typeof credits)[number] | undefined;
    for (const candidate of credits) {
      candidate.credit += candidate.weight;
      if (best === undefined || candidate.credit > best.credit) best = candidate;
    }
    if (best !== undefined) best.credit -= sum;
    return best?.item;
  };
}
