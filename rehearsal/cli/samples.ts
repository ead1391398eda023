import type { RehearsalEvent } from '../events';
import { count, milliseconds, percent } from './numbers';

type Sample = Extract<RehearsalEvent, { type: 'sample' }>;

interface Sum {
  requests: number;
  failed: number;
  p99Ms: number;
}

/** Adds up samples until they are told. */
export class SampleSum {
  private readonly sums = new Map<string, Sum>();

  add({ colour, requests, failed, p99Ms }: Sample): void {
    const sum = this.sums.get(colour) ?? { requests: 0, failed: 0, p99Ms: 0 };
    sum.requests += requests;
    sum.failed += failed;
    sum.p99Ms = Math.max(sum.p99Ms, p99Ms);
    this.sums.set(colour, sum);
  }

  /** What came together since the last time, in a line; undefined when there was no request. */
  take(): { readonly text: string; readonly failed: boolean } | undefined {
    const told = [...this.sums].filter(([, { requests }]) => requests > 0);
    this.sums.clear();
    if (told.length === 0) return undefined;
    const slowest = Math.max(...told.map(([, { p99Ms }]) => p99Ms));
    const parts = told.sort(([a], [b]) => (a < b ? -1 : 1)).map(([colour, sum]) => `${colour} ${tell(sum)}`);
    const failed = told.some(([, sum]) => sum.failed > 0);
    const none = failed ? '' : ', none failed';
    const total = told.reduce((all, [, { requests }]) => all + requests, 0);
    const noun = total === 1 ? 'request' : 'requests';
    return { text: `${parts.join(', ')} ${noun}${none}; p99 ${milliseconds(slowest)}`, failed };
  }
}

function tell({ requests, failed }: Sum): string {
  return failed === 0
    ? count(requests)
    : `${count(requests)} (${failed} failed, ${percent((failed / requests) * 100)})`;
}
