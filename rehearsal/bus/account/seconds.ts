/** A time as the JSON protocols of AWS have it: seconds since 1970, with fractions. */
export function epochSeconds(time: Date): number {
  return time.getTime() / 1000;
}
