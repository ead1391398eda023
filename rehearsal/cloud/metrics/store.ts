import { aggregate, type Sample } from './statistics';

/** What identifies a metric. */
export interface MetricKey {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The metrics of one rehearsal, kept in memory. Times are cloud seconds. */
export interface MetricStore {
  /** Adds one value; `weight` (default 1) is how many observations it stands for. */
  record(metric: MetricKey, at: number, value: number, weight?: number): void;
  /** One statistic over `from <= at < to`; undefined when nothing was recorded. */
  datapoint(metric: MetricKey, statistic: string, from: number, to: number): number | undefined;
}

interface Series {
  readonly times: number[];
  readonly samples: Sample[];
}

/** Makes an empty store. */
export function createMetricStore(): MetricStore {
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
      series.samples.splice(index, 0, { value, weight });
    },
    datapoint(metric, statistic, from, to) {
      const series = all.get(metricId(metric));
      if (series === undefined) return undefined;
      return aggregate(
        series.samples.slice(firstAt(series.times, from), firstAt(series.times, to)),
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
