import { createHash } from 'node:crypto';

/** Longest name of a sampling rule and of a group. Source: X-Ray API reference, SamplingRule and CreateGroup. */
const LONGEST = 32;
const HASH = 6;

/**
 * The words joined by hyphens; when that is too long for X-Ray, the beginning and the last word, which tells what it is,
 * with a hash of the whole between them, so that names that look alike stay apart.
 */
export function shortName(...words: readonly string[]): string {
  const name = words.join('-');
  if (name.length <= LONGEST) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH);
  const end = `-${hash}-${words.at(-1) ?? ''}`;
  return `${name.slice(0, LONGEST - end.length).replace(/(?<!-)-+$/, '')}${end}`;
}
