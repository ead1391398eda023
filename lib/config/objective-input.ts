/** What users can count on, over thirty days. Alarms page when the part that may fail is used up too fast. */
export interface ObjectiveInput {
  /**
   * Share of requests that are answered without a server error, in percent, 95 to 99.99.
   * @default 99.9
   */
  readonly availabilityPercent?: number;
  /**
   * Longest acceptable answer in milliseconds, 10 to 60000.
   * @default 800
   */
  readonly latencyMs?: number;
  /**
   * Share of requests that are answered within `latencyMs`, in percent, 95 to 99.9.
   * @default 99
   */
  readonly latencyPercent?: number;
  /**
   * Bad requests in a window below which nobody is woken, 1 to 100000: of a few requests one is a large share.
   * @default 20
   */
  readonly minBadRequests?: number;
}
