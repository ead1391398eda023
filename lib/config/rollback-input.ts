/** When a release is bad enough to go back. */
export interface RollbackInput {
  /**
   * Share of requests that may fail, in percent, above 0 and at most 50.
   * @default 5
   */
  readonly errorPercent?: number;
  /**
   * Slowest acceptable 99th percentile in milliseconds, 10 to 60000.
   * @default 800
   */
  readonly p99Ms?: number;
  /**
   * Requests per minute below which the error share says nothing, 1 to 100000.
   * @default 20
   */
  readonly minRequestsPerMinute?: number;
}
