/** Takes one piece of what a second allows; false when the second has none left. */
export type Allowance = () => boolean;

/** Allows so many in each second of the clock. */
export function perSecond(limit: number, now = Date.now): Allowance {
  let second = -1;
  let taken = 0;
  return function take() {
    const current = Math.floor(now() / 1_000);
    if (current !== second) {
      second = current;
      taken = 0;
    }
    if (taken >= limit) return false;
    taken += 1;
    return true;
  };
}
