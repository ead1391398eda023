import type { Minute } from './record';

/** What users met, in numbers. */
export interface Impact {
  readonly requests: number;
  readonly failed: number;
  /** Percent of the requests that failed. */
  readonly failedPercent: number;
  /** The minutes in which requests failed. */
  readonly bad: readonly Minute[];
  /** Beginning of the first bad minute and end of the last one; absent when there was none. */
  readonly felt?: { readonly from: Date; readonly to: Date };
  /** The minute in which the largest share failed. */
  readonly worst?: Minute;
}

const MINUTE_MS = 60_000;

/** Share of a minute's requests from which on it counts as bad: single errors happen every day. */
const BAD_SHARE = 0.01;

/** What the minutes say; those before `from` and after `to` are left out, but for the one in which `from` is. */
export function impactOf(minutes: readonly Minute[], from: Date, to: Date): Impact {
  const within = minutes
    .filter(({ at }) => at.getTime() + MINUTE_MS > from.getTime() && at.getTime() < to.getTime())
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const requests = sum(within.map((minute) => minute.requests));
  const failed = sum(within.map((minute) => minute.failed));
  const bad = within.filter((minute) => minute.failed > 0 && share(minute) >= BAD_SHARE);
  const [first] = bad;
  const last = bad.at(-1);
  const worst = bad.toSorted((one, other) => share(other) - share(one))[0];
  return {
    requests,
    failed,
    failedPercent: requests === 0 ? 0 : (100 * failed) / requests,
    bad,
    ...(first && last && { felt: { from: first.at, to: new Date(last.at.getTime() + MINUTE_MS) } }),
    ...(worst && { worst }),
  };
}

/** A share in percent with one digit behind the dot; small ones are never told as none. */
export function percentText(percent: number): string {
  if (percent > 0 && percent < 0.1) return 'less than 0.1 %';
  return `${percent.toFixed(1)} %`;
}

function share({ requests, failed }: Minute): number {
  return requests === 0 ? 0 : failed / requests;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
