/** Picks round times for the marks of an axis: at most `most` steps, in seconds or whole minutes. */
export function timeMarks(from: number, to: number, most: number): number[] {
  const steps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800, 86400];
  const step = steps.find((each) => (to - from) / each <= most) ?? (to - from) / most;
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.floor((to - first) / step) + 1 }, (_none, index) => first + index * step);
}

/** The next round number at or above a value: 1, 2 or 5 times a power of ten; at least 1. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((each) => each * power >= value) ?? 10;
  return factor * power;
}

/** Position of a value between two bounds in percent, with two digits. */
export function position(value: number, from: number, to: number): number {
  const share = to === from ? 0 : (value - from) / (to - from);
  return Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 100;
}
