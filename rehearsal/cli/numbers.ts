/** Cloud seconds as `mm:ss`, or `h:mm:ss` from an hour on. */
export function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${two(minutes)}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** A duration in words: `45 s`, `2 min 5 s`, `1 h 3 min`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A count with thousands separated: `12,345`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** Percent with as many digits as it needs: `0 %`, `0.25 %`, `12 %`; never `0 %` for something that is not zero. */
export function percent(value: number): string {
  if (value === 0) return '0 %';
  if (value < 0.01) return '< 0.01 %';
  return `${value >= 10 ? Math.round(value) : Number(value.toPrecision(2))} %`;
}

/** Milliseconds: `7 ms`, `1.5 s`. */
export function milliseconds(value: number): string {
  return value >= 1000 ? `${(value / 1000).toFixed(1)} s` : `${Math.round(value)} ms`;
}

/** Milliseconds with one digit more below ten, where most requests are: `2.5 ms`. */
export function exactMilliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : milliseconds(value);
}

/** `1 request`, `2 requests`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}
