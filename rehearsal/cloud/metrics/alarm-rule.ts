import type { AlarmState } from '../types';

/** State of the alarm with this name or ARN; undefined when there is none in the rehearsal. */
export type StateOf = (alarm: string) => AlarmState | undefined;

/** A composite alarm's rule, ready to be asked. */
export interface AlarmRule {
  /** Names or ARNs of the alarms that it asks, as they stand in the rule. */
  readonly alarms: readonly string[];
  /** Whether it holds; an alarm that is not there has no state, so no function of it holds. */
  holds(stateOf: StateOf): boolean;
}

const TOKEN =
  /\s*(?:(ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|([^\s()"]+))\s*\)|(AND|OR|NOT|TRUE|FALSE)\b|([()]))/y;

/** A token of a rule: a question about an alarm, or a word. */
type Token = { readonly state: AlarmState; readonly alarm: string } | string;

/** What a part of a rule says. */
type Part = (stateOf: StateOf) => boolean;

/**
 * Reads the rule of a composite alarm: ALARM, OK and INSUFFICIENT_DATA of an alarm, TRUE, FALSE, AND, OR, NOT and
 * parentheses; NOT binds tightest, then AND. Throws an error that quotes what it does not understand.
 * Grammar: docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 */
export function parseAlarmRule(text: string): AlarmRule {
  const tokens = tokensOf(text);
  const alarms = tokens.flatMap((token) => (typeof token === 'string' ? [] : [token.alarm]));
  const reader = { tokens: [...tokens], text };
  const rule = anyOf(reader);
  if (reader.tokens.length > 0) throw unexpected(reader);
  return { alarms: [...new Set(alarms)], holds: rule };
}

interface Reader {
  /** What is still to be read. */
  readonly tokens: Token[];
  readonly text: string;
}

function tokensOf(text: string): Token[] {
  const found: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`alarm rule: cannot read "${text.slice(at).trim()}" in "${text}"`);
    const [, state, quoted, bare, word, bracket] = match;
    found.push(
      state === undefined
        ? (word ?? bracket ?? '')
        : { state: state as AlarmState, alarm: quoted ?? bare ?? '' },
    );
  }
  return found;
}

function anyOf(reader: Reader): Part {
  return listOf(reader, 'OR', allOf, (parts) => (stateOf) => parts.some((part) => part(stateOf)));
}

function allOf(reader: Reader): Part {
  return listOf(reader, 'AND', single, (parts) => (stateOf) => parts.every((part) => part(stateOf)));
}

function listOf(
  reader: Reader,
  word: string,
  next: (reader: Reader) => Part,
  join: (parts: readonly Part[]) => Part,
): Part {
  const parts = [next(reader)];
  while (reader.tokens[0] === word) {
    reader.tokens.shift();
    parts.push(next(reader));
  }
  return join(parts);
}

function single(reader: Reader): Part {
  const [token] = reader.tokens;
  if (typeof token === 'object') {
    reader.tokens.shift();
    return (stateOf) => stateOf(token.alarm) === token.state;
  }
  if (token === undefined || ![...WORDS.keys(), '('].includes(token)) throw unexpected(reader);
  reader.tokens.shift();
  if (token !== '(') return WORDS.get(token)?.(reader) ?? ((): boolean => false);
  const inner = anyOf(reader);
  if (reader.tokens[0] !== ')') throw unexpected(reader);
  reader.tokens.shift();
  return inner;
}

const WORDS: ReadonlyMap<string, (reader: Reader) => Part> = new Map([
  ['TRUE', () => () => true],
  ['FALSE', () => () => false],
  [
    'NOT',
    (reader: Reader) => {
      const negated = single(reader);
      return (stateOf: StateOf) => !negated(stateOf);
    },
  ],
]);

function unexpected({ tokens: [token], text }: Reader): Error {
  const found = typeof token === 'object' ? `${token.state}(${token.alarm})` : (token ?? 'end');
  return new Error(`alarm rule: unexpected ${found} in "${text}"`);
}
