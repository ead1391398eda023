/** JSON as events and patterns are made of. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A pattern of a rule that is not understood: what, in words. */
export class PatternError extends Error {}

/**
 * Whether an event pattern of EventBridge matches an event. Throws a PatternError that names what it does not know.
 * Rules: docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html
 */
export function matches(pattern: Json, event: Json): boolean {
  return Object.entries(objectOf(pattern)).every(([name, wanted]) =>
    name === '$or'
      ? listOf(wanted).some((one) => matches(one, event))
      : matchesField(wanted, isObject(event) ? event[name] : undefined),
  );
}

/** A list of alternatives, or a pattern for the object below. */
function matchesField(wanted: Json, value: Json | undefined): boolean {
  if (isList(wanted)) return wanted.some((filter) => matchesOne(filter, value));
  // A pattern for an object matches when one element of a list does.
  const found = isList(value) ? value : [value ?? {}];
  return found.some((one) => matches(wanted, one));
}

/** One of the values of a field, which may be a list, is what the filter wants; a field that is not there has none. */
function matchesOne(filter: Json, value: Json | undefined): boolean {
  if (isObject(filter) && 'exists' in filter)
    return (value !== undefined && !isObject(value)) === filter.exists;
  const values = isList(value) ? value : value === undefined ? [] : [value];
  if (!isObject(filter)) return values.some((one) => one === filter);
  const [[kind, operand] = ['', null], ...more] = Object.entries(filter);
  const test = FILTERS[kind];
  if (test === undefined || more.length > 0) {
    throw new PatternError(`the filter ${JSON.stringify(filter)} of an event pattern is not acted out`);
  }
  return values.some((one) => test(operand, one));
}

const FILTERS: Readonly<Record<string, (operand: Json, value: Json) => boolean>> = {
  prefix: (operand, value) => textOf(value)?.startsWith(textOrRefuse(operand)) ?? false,
  suffix: (operand, value) => textOf(value)?.endsWith(textOrRefuse(operand)) ?? false,
  wildcard: (operand, value) =>
    typeof value === 'string' && isLike(value, literalParts(textOrRefuse(operand))),
  'equals-ignore-case': (operand, value) =>
    textOf(value)?.toLowerCase() === textOrRefuse(operand).toLowerCase(),
  'anything-but': (operand, value) =>
    !(isList(operand) ? operand : [operand]).some((one) => matchesOne(one, value)),
  numeric: (operand, value) => typeof value === 'number' && inRange(listOf(operand), value),
};

/** What stands between the stars: `*` is any characters, and `\*` is itself. */
function literalParts(text: string): string[] {
  return text.split(/(?<!\\)\*/).map((part) => part.replaceAll('\\*', '*'));
}

/** Whether a text begins with the first part, ends with the last one and has the others between them, in order. */
function isLike(text: string, [first = '', ...others]: readonly string[]): boolean {
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
  '>=': (a, b) => a >= b,
  '>': (a, b) => a > b,
};

/** Pairs of a comparison and a number, of which all must hold. */
function inRange(range: readonly Json[], value: number): boolean {
  return range.every((word, index) => {
    if (index % 2 === 1) return true;
    const bound = range[index + 1];
    const compare = COMPARISONS[textOf(word) ?? ''];
    if (compare === undefined || typeof bound !== 'number') {
      throw new PatternError(`the range ${JSON.stringify(range)} of an event pattern is not acted out`);
    }
    return compare(value, bound);
  });
}

function textOf(value: Json): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textOrRefuse(operand: Json): string {
  if (typeof operand === 'string') return operand;
  throw new PatternError(`the operand ${JSON.stringify(operand)} of an event pattern is not acted out`);
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function objectOf(value: Json): { readonly [name: string]: Json } {
  if (isObject(value)) return value;
  throw new PatternError(`${JSON.stringify(value)} stands where an event pattern has an object`);
}

function listOf(value: Json): readonly Json[] {
  if (isList(value)) return value;
  throw new PatternError(`${JSON.stringify(value)} stands where an event pattern has a list`);
}
