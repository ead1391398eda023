/** Two windows in which the part of requests that may fail is used up too fast. */
export interface BurnWindows {
  /** Minutes of the long window: enough has failed to be worth waking somebody. */
  readonly longMinutes: number;
  /** Minutes of the short window, a twelfth of the long one: it is still going on. */
  readonly shortMinutes: number;
  /** Share of what may fail in thirty days that is gone when the long window is over, 0 to 1. */
  readonly budgetShare: number;
}

/**
 * Windows that page, as the Site Reliability Workbook of Google recommends them (chapter "Alerting on SLOs", multiwindow,
 * multi-burn-rate alerts).
 */
export const BURN_WINDOWS = {
  fast: { longMinutes: 60, shortMinutes: 5, budgetShare: 0.02 },
  slow: { longMinutes: 360, shortMinutes: 30, budgetShare: 0.05 },
} as const satisfies Record<string, BurnWindows>;

const MINUTES_OF_OBJECTIVE = 30 * 24 * 60;

/** How many times faster than allowed the budget is used up: 1 would use all of it in exactly thirty days. */
export function burnFactor({ longMinutes, budgetShare }: BurnWindows): number {
  return rounded((budgetShare * MINUTES_OF_OBJECTIVE) / longMinutes);
}

/** Percent of bad requests in a window above which an objective of `goodPercent` burns too fast. */
export function burnThreshold(goodPercent: number, windows: BurnWindows): number {
  return rounded(burnFactor(windows) * (100 - goodPercent));
}

/** A window as people say it in a name: `5m`, `6h`. */
export function windowLabel(minutes: number): string {
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}

/** Without the last digits, which come from decimals that binary numbers cannot hold. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
