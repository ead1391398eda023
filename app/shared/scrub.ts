/** Stands where something was taken out. */
export const HIDDEN = '[hidden]';

/** The longest text that goes into a log line or a span. */
const MAX_TEXT = 4_000;
/** How deep an object is looked into; what lies deeper is hidden as a whole. */
const MAX_DEPTH = 4;
/** Members of one object or list that are kept. */
const MAX_MEMBERS = 50;

/** Names whose values are nobody's business, in whatever way they are spelled. */
const PRIVATE_NAME =
  /auth|cookie|passw|secret|token|session|credential|api[-_]?key|signature|e-?mail|phone|user[-_]?agent|forwarded|remote|client[-_]?ip|query|quer(y|ies)string|body|payload|headers?$|address|card|iban/i;

/**
 * What gives people or secrets away inside a text, with what stands there instead. Visitors choose the text, so each
 * pattern passes it once: either it succeeds where it begins to run, or it begins only where such a run begins.
 */
const PRIVATE_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b(bearer|basic|digest|negotiate)\s+[\w.~+/=-]{4,}/gi, `$1 ${HIDDEN}`],
  [/\beyJ[\w-]{5,}(?:\.[\w-]*)*/g, HIDDEN],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/[\w.%+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, HIDDEN],
  [/\/\/[^\s/@"'<>]+@/g, `//${HIDDEN}@`],
  [/\?[^\s"'<>]+/g, `?${HIDDEN}`],
  [
    /(?<![\w-])(?=[\w-]*(?:passw(?:or)?d|secret|token|cookie|authorization|api[-_]?key|session))([\w-]+["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s,;&]+)/gi,
    `$1${HIDDEN}`,
  ],
  [/\b\d(?:[ -]?\d){14,18}\b/g, HIDDEN],
];

/**
 * Text without query strings, credentials, mail addresses and card numbers, at most 4,000 characters long.
 * A last line of defence: what is personal should not be handed to the log at all.
 */
export function scrub(text: string): string {
  const short = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  return PRIVATE_TEXT.reduce((kept, [pattern, instead]) => kept.replace(pattern, instead), short);
}

/** A value as it may be logged: private names and texts hidden, errors told, depth and size limited. */
export function hidePrivate(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return HIDDEN;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return tellError(value);
  if (depth >= MAX_DEPTH || ArrayBuffer.isView(value)) return HIDDEN;
  if (Array.isArray(value)) return value.slice(0, MAX_MEMBERS).map((item) => hidePrivate(item, depth + 1));
  return Object.fromEntries(
    membersOf(value).map(([name, member]) => [
      name,
      PRIVATE_NAME.test(name) ? HIDDEN : hidePrivate(member, depth + 1),
    ]),
  );
}

/** An object may refuse to be read; a line of the log is no reason to fail. */
function membersOf(value: object): [string, unknown][] {
  try {
    return Object.entries(value).slice(0, MAX_MEMBERS);
  } catch {
    return [];
  }
}

/** An error as it may be logged: its kind, message and stack, and none of the fields that libraries hang on it. */
export interface ToldError {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

/** What may be told about an error. */
export function tellError({ name, message, stack }: Error): ToldError {
  return { type: name, message: scrub(message), stack: scrub(stack ?? '') };
}
