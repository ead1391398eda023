/** One recorded value; `weight` is how many observations it stands for. */
export interface Sample {
  readonly value: number;
  readonly weight: number;
}

/** True when `statistic` is one that `aggregate` computes. */
export function isKnownStatistic(statistic: string): boolean {
  return Object.hasOwn(PLAIN, statistic) || PERCENTILE.test(statistic) || RANK.test(statistic);
}

/**
 * One CloudWatch statistic over the samples of a period; undefined when there are none.
 * Percentiles are the smallest value at or below which that share of the observations lies.
 * Definitions: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
export function aggregate(samples: readonly Sample[], statistic: string): number | undefined {
  if (samples.length === 0) return undefined;
  const plain = Object.hasOwn(PLAIN, statistic) ? PLAIN[statistic] : undefined;
  if (plain !== undefined) return plain(samples);
  const [, above, upTo] = RANK.exec(statistic) ?? [];
  if (above !== undefined) return rankOf(samples, Number(above), Number(upTo));
  const percentile = PERCENTILE.exec(statistic)?.[1];
  if (percentile === undefined)
    throw new Error(`the statistic ${statistic} is not one of Sum, Average, …, pNN`);
  return percentileOf(samples, Number(percentile));
}

const PERCENTILE = /^p(100|\d{1,2}(?:\.\d+)?)$/;

/** A percentile rank with two bounds, as alarms take it; the lower one is not part of it. */
const RANK = /^PR\((\d+(?:\.\d+)?):(\d+(?:\.\d+)?)\)$/;

const PLAIN: Readonly<Record<string, (samples: readonly Sample[]) => number>> = {
  SampleCount: (samples) => total(samples, () => 1),
  Sum: (samples) => total(samples, (sample) => sample.value),
  Average: (samples) => total(samples, (sample) => sample.value) / total(samples, () => 1),
  Minimum: (samples) => samples.reduce((least, { value }) => Math.min(least, value), Infinity),
  Maximum: (samples) => samples.reduce((most, { value }) => Math.max(most, value), -Infinity),
};

function total(samples: readonly Sample[], value: (sample: Sample) => number): number {
  return samples.reduce((sum, sample) => sum + value(sample) * sample.weight, 0);
}

/** Percent of the observations that lie between two bounds. */
function rankOf(samples: readonly Sample[], above: number, upTo: number): number {
  const within = samples.filter(({ value }) => value > above && value <= upTo);
  return (100 * total(within, () => 1)) / total(samples, () => 1);
}

function percentileOf(samples: readonly Sample[], percentile: number): number | undefined {
  const sorted = [...samples].sort((a, b) => a.value - b.value);
  const rank = (percentile / 100) * total(samples, () => 1);
  let seen = 0;
  for (const sample of sorted) {
    seen += sample.weight;
    if (seen >= rank) return sample.value;
  }
  return sorted.at(-1)?.value;
}
