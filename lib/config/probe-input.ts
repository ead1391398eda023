/** A check of the way that visitors take, from outside, all day long. */
export interface ProbeInput {
  /**
   * Minutes between two checks, 1 to 60.
   * @default 5
   */
  readonly everyMinutes?: number;
}
