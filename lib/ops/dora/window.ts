import { isoTime } from '../../dora/author-time';
import { daysBefore, TRAILING_DAYS } from '../../dora/delivery-metrics';
import type { Window } from '../../dora/metrics';
import { UsageError } from '../errors';

/** What the person said of the time, not read yet. */
export interface WindowWords {
  readonly from?: string;
  readonly to?: string;
}

/**
 * The time to look at. A date without a time is that whole day in UTC, as the first or as the last one.
 * @param otherwise what is looked at when nothing is said
 * @param now the end of what can be known: a later end, as that of today, is now; absent where the time is not this account's
 * @throws UsageError for what is no date, and for a window that ends before it begins
 */
export function windowOf({ from, to }: WindowWords, otherwise: Window, now?: Date): Window {
  const end = to === undefined ? undefined : atMost(timeOf('--to', to, 1), now);
  const begin = from === undefined ? undefined : timeOf('--from', from, 0);
  const window = {
    from: begin ?? (end ? daysBefore(end, TRAILING_DAYS) : otherwise.from),
    to: end ?? otherwise.to,
  };
  if (window.from < window.to) return window;
  const [first, last] = [from ?? window.from.toISOString(), to ?? window.to.toISOString()];
  throw new UsageError(
    `--from and --to: got ${first} and ${last}; allowed: a beginning before the end, for example --from 2026-01-01 --to 2026-01-31`,
  );
}

/** Whole days from the first to the last of the times; undefined when there are none. */
export function daysAround(times: readonly Date[]): Window | undefined {
  const sorted = times.toSorted((a, b) => a.getTime() - b.getTime());
  const [first] = sorted;
  const last = sorted.at(-1);
  return first && last && { from: midnight(first, 0), to: midnight(last, 1) };
}

/** What comes after now has not happened: an end in the future is now. */
function atMost(time: Date, now: Date | undefined): Date {
  return now !== undefined && time > now ? now : time;
}

function timeOf(flag: string, text: string, days: number): Date {
  const time = isDate(text) ? midnight(new Date(text), days) : isoTime(text);
  if (time !== undefined) return time;
  throw new UsageError(
    `${flag}: got "${text}"; allowed: a date such as 2026-01-31, or a time with its zone such as 2026-01-31T18:00:00+01:00`,
  );
}

/** JavaScript takes 2026-02-30 for the second of March. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

function midnight(time: Date, days: number): Date {
  return new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate() + days));
}
