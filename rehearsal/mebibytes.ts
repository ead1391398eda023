/** Memory as ECS takes it, in MiB: `512`, `"512"` or `"2 GB"`; undefined for everything else. */
export function toMebibytes(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const match = typeof value === 'string' ? /^ *(\d+(?:\.\d+)?) ?(GB|MB|)? *$/i.exec(value) : null;
  if (match === null) return undefined;
  return Number(match[1]) * (match[2]?.toUpperCase() === 'GB' ? 1024 : 1);
}
