import type { ColourMemory } from './colour';
import { LOG_FIELDS, SERVICE_METRICS } from './contract';

/** CloudWatch accepts at most this many values of one metric in a record. */
export const MAX_VALUES = 100;

/** Who the metrics are about. */
export interface MetricSource {
  readonly service: string;
  readonly environment: string;
  /** Told beside the metrics, for queries of the log; no dimension, since each value would cost a metric of its own. */
  readonly version: string;
}

/** Counts requests and writes one Embedded Metric Format record for each interval that had any. */
export class RequestMetrics {
  private errors = 0;
  private latencies: number[] = [];
  private readonly counts: Map<string, number>;
  private readonly directive: object;

  /** @param counted names of what the service counts beside requests; each is written with every record */
  constructor(
    private readonly source: MetricSource,
    private readonly colour: Pick<ColourMemory, 'current'>,
    counted: readonly string[] = [],
  ) {
    this.counts = new Map(counted.map((name) => [name, 0]));
    this.directive = directive(counted);
  }

  /** Adds one request that is over, and whether it failed; `latencyMs` is milliseconds. */
  record(failed: boolean, latencyMs: number): void {
    if (failed) this.errors += 1;
    this.latencies.push(latencyMs);
  }

  /**
   * Adds one to what the service counts under this name.
   * @throws Error for a name that was not announced
   */
  count(name: string): void {
    const before = this.counts.get(name);
    if (before === undefined) throw new Error(`nothing is counted as ${name}`);
    this.counts.set(name, before + 1);
  }

  /**
   * Takes what was recorded since the last call as one line of JSON without a line end.
   * @param now milliseconds since 1970
   * @returns undefined when nothing was recorded
   */
  flush(now: number): string | undefined {
    const { latencies, errors } = this;
    if (latencies.length === 0) return undefined;
    this.latencies = [];
    this.errors = 0;
    const counts = Object.fromEntries(this.counts);
    for (const name of this.counts.keys()) this.counts.set(name, 0);
    return JSON.stringify({
      _aws: { Timestamp: now, CloudWatchMetrics: [this.directive] },
      [SERVICE_METRICS.dimensions.service]: this.source.service,
      [SERVICE_METRICS.dimensions.environment]: this.source.environment,
      [SERVICE_METRICS.requests]: latencies.length,
      [SERVICE_METRICS.errors]: errors,
      [SERVICE_METRICS.latency]: quantiles(latencies, MAX_VALUES).map(roundToMicroseconds),
      ...counts,
      [LOG_FIELDS.version]: this.source.version,
      [LOG_FIELDS.colour]: this.colour.current,
    });
  }
}

function directive(counted: readonly string[]): object {
  return {
    Namespace: SERVICE_METRICS.namespace,
    Dimensions: [[SERVICE_METRICS.dimensions.service, SERVICE_METRICS.dimensions.environment]],
    Metrics: [
      { Name: SERVICE_METRICS.requests, Unit: 'Count' },
      { Name: SERVICE_METRICS.errors, Unit: 'Count' },
      { Name: SERVICE_METRICS.latency, Unit: 'Milliseconds' },
      ...counted.map((name) => ({ Name: name, Unit: 'Count' })),
    ],
  };
}

/**
 * Reduces values to at most `limit` that have the same percentiles: the i-th is the i/limit quantile,
 * so the maximum is always among them and p99 of 100 values is p99 of all values.
 */
export function quantiles(values: readonly number[], limit: number): number[] {
  if (values.length <= limit) return [...values];
  const sorted = Float64Array.from(values).sort();
  return Array.from({ length: limit }, (_, index) => {
    const rank = Math.ceil(((index + 1) * sorted.length) / limit);
    return sorted[rank - 1] ?? 0;
  });
}

function roundToMicroseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1_000) / 1_000;
}
