/** Seconds of one synthesis by number of services, and of the empty app. */
export interface SynthTimes {
  readonly empty: number;
  readonly one: number;
  readonly ten: number;
  readonly twenty: number;
}

/** What each further service adds, in percent of the floor, from one service to twenty. */
export function sharePerService({ empty, one, twenty }: SynthTimes): number {
  return (100 * (twenty - one)) / 19 / empty;
}

/** How much dearer the eleventh to twentieth service is than the second to tenth; 1 is a straight line. */
export function bend({ one, ten, twenty }: SynthTimes): number {
  return (twenty - ten) / 10 / ((ten - one) / 9);
}
