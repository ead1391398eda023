/**
 * The middle value; the mean of the two middle ones when their number is even.
 * @throws Error for an empty list
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new Error('no values to take a median of');
  return (lower + upper) / 2;
}

/**
 * Measures several things in turns, so that a slow moment of the machine meets all of them: A, B, A, B, …
 * @returns the median for each name
 */
export async function interleaved<Name extends string>(
  rounds: number,
  measures: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(measures) as Name[];
  const samples = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) samples.get(name)?.push(await measures[name]());
  }
  const entries = names.map((name) => [name, median(samples.get(name) ?? [])] as const);
  return Object.fromEntries(entries) as Record<Name, number>;
}
