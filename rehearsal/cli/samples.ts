import type { RehearsalEvent } from '../events';
import { milliseconds, percent, plural } from './numbers';

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

  /** What came together since the last time, one text per colour that had requests. */
  take(): { readonly colour: string; readonly text: string; readonly failed: number }[] {
    const told = [...this.sums].filter(([, { requests }]) => requests > 0);
    this.sums.clear();
    return told.map(([colour, sum]) => ({ colour, text: tell(sum), failed: sum.failed }));
  }
}

function tell({ requests, failed, p99Ms }: Sum): string {
  const failures = failed === 0 ? 'none failed' : `${failed} failed (${percent((failed / requests) * 100)})`;
  return `${plural(requests, 'request')}, ${failures}, p99 ${milliseconds(p99Ms)}`;
}
