/**
 * When the author made a commit, from any of the forms in which AWS and Git write it: ISO 8601 with a zone, seconds or
 * milliseconds since 1970, and seconds followed by a zone, which changes nothing about them. Undefined for anything else:
 * a wrong lead time is worse than none.
 */
export function authorTime(text: string | undefined): Date | undefined {
  const trimmed = text?.trim() ?? '';
  const [, digits] = /^(\d{9,13})(?:\s+[+-]\d{4})?$/.exec(trimmed) ?? [];
  if (digits !== undefined) {
    return new Date(digits.length > 10 ? Number(digits) : Number(digits) * 1000);
  }
  return isoTime(trimmed);
}

/** The moment that an ISO 8601 text with a zone names; undefined for everything else. */
export function isoTime(text: string): Date | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
