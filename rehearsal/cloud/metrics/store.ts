import { aggregate, type Sample } from './statistics';

/** What identifies a metric. */
export interface MetricKey {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The metrics of one rehearsal, kept in memory. Times are cloud seconds. */
export interface MetricStore {
  /** Adds one value that was measured at `at`; `weight` (default 1) is how many observations it stands for. */
  record(metric: MetricKey, at: number, value: number, weight?: number): void;
  /**
   * One statistic over `from <= at < to`, of what is known at `seenAt` (absent: of all); undefined when that is nothing.
   */
  datapoint(
    metric: MetricKey,
    statistic: string,
    from: number,
    to: number,
    seenAt?: number,
  ): number | undefined;
}

/** When a value of a namespace that was measured at a time is known. */
type KnownAt = (namespace: string, measuredAt: number) => number;

interface Series {
  readonly times: number[];
  readonly samples: (Sample & { readonly knownAt: number })[];
}

/** Makes an empty store; `knownAt` (default: at once) tells when a value is known. */
export function createMetricStore(knownAt: KnownAt = (_namespace, at) => at): MetricStore {
  const all = new Map<string, Series>();
  return {
    record(metric, at, value, weight = 1) {
      const key = metricId(metric);
      const series = all.get(key) ?? { times: [], samples: [] };
      all.set(key, series);
      // Values come nearly in order; a late one moves back to its place.
      let index = series.times.length;
      while (index > 0 && (series.times[index - 1] ?? 0) > at) index -= 1;
      series.times.splice(index, 0, at);
      series.samples.splice(index, 0, { value, weight, knownAt: knownAt(metric.namespace, at) });
    },
    datapoint(metric, statistic, from, to, seenAt = Infinity) {
      const series = all.get(metricId(metric));
      if (series === undefined) return undefined;
      const within = series.samples.slice(firstAt(series.times, from), firstAt(series.times, to));
      return aggregate(
        within.filter((sample) => sample.knownAt <= seenAt),
        statistic,
      );
    },
  };
}

/** One string for a metric, whatever the order of its dimensions. */
function metricId({ namespace, name, dimensions }: MetricKey): string {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}

/** Index of the first time that is not before `at`. */
function firstAt(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
