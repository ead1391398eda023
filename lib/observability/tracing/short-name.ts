import { createHash } from 'node:crypto';

/** Longest name of a sampling rule and of a group. Source: X-Ray API reference, SamplingRule and CreateGroup. */
const LONGEST = 32;
const HASH = 6;

/**
 * The words joined by hyphens; when that is too long for X-Ray, its beginning and a hash of the whole, so that names
 * that begin alike stay apart.
 */
export function shortName(...words: readonly string[]): string {
  const name = words.join('-');
  if (name.length <= LONGEST) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH);
  return `${name.slice(0, LONGEST - HASH - 1).replace(/-+$/, '')}-${hash}`;
}
