import { build, type Histogram } from 'hdr-histogram-js';
import type { LoadResult } from './load';

/** Counts and latencies of some requests. */
interface TallySummary {
  readonly total: number;
  readonly failed: number;
  /** 0 to 100; 0 when there was no request. */
  readonly failedPercent: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Counts requests and their latencies, altogether and by colour. */
export interface Tally {
  add(result: Omit<LoadResult, 'version'>): void;
  /** Adds requests that somebody else counted; the latencies stand for all of them in equal shares. */
  addMany(requests: number, failed: number, latenciesMs: readonly number[]): void;
  summary(): TallySummary;
  byColour(): ReadonlyMap<string, TallySummary>;
}

/** Makes an empty tally; latencies are kept in microseconds with three digits. */
export function createTally(): Tally {
  const all = createCount();
  const colours = new Map<string, Count>();
  return {
    add: (result) => {
      const count = colours.get(result.colour) ?? createCount();
      colours.set(result.colour, count);
      addTo(all, result);
      addTo(count, result);
    },
    addMany: (requests, failed, latenciesMs) => {
      all.total += requests;
      all.failed += failed;
      const share = Math.max(1, Math.round(requests / latenciesMs.length));
      for (const ms of latenciesMs) all.latencies.recordValueWithCount(microseconds(ms), share);
    },
    summary: () => summarize(all),
    byColour: () => new Map([...colours].map(([colour, count]) => [colour, summarize(count)])),
  };
}

interface Count {
  total: number;
  failed: number;
  readonly latencies: Histogram;
}

function createCount(): Count {
  return {
    total: 0,
    failed: 0,
    latencies: build({ bitBucketSize: 32, autoResize: true, numberOfSignificantValueDigits: 3 }),
  };
}

function addTo(count: Count, { failed, latencyMs }: Omit<LoadResult, 'colour' | 'version'>): void {
  count.total += 1;
  if (failed) count.failed += 1;
  count.latencies.recordValue(microseconds(latencyMs));
}

function microseconds(ms: number): number {
  return Math.max(1, Math.round(ms * 1000));
}

function summarize({ total, failed, latencies }: Count): TallySummary {
  return {
    total,
    failed,
    failedPercent: total === 0 ? 0 : (failed / total) * 100,
    p50Ms: total === 0 ? 0 : latencies.getValueAtPercentile(50) / 1000,
    p99Ms: total === 0 ? 0 : latencies.getValueAtPercentile(99) / 1000,
  };
}
