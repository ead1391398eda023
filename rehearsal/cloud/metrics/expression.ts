/** A parsed metric math expression. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] };

/** Operators by how tightly they bind, loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!=', '<', '>', '<=', '>='],
  ['+', '-'],
  ['*', '/'],
  ['^'],
];

const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*)|(&&|\|\||[=!<>]=|[-+*/^<>(),[\]]))/y;

/**
 * Parses the part of CloudWatch's metric math that alarms use: numbers, query ids, `+ - * / ^`, comparisons,
 * AND and OR, arrays and function calls. Throws an error that quotes what it does not understand.
 * Grammar: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function parseExpression(text: string): Expression {
  const reader = createReader(tokens(text), text);
  const expression = parseLevel(reader, 0);
  if (reader.peek() !== undefined) throw reader.unexpected();
  return expression;
}

interface Reader {
  peek(): string | undefined;
  next(): string | undefined;
  /** Takes the token when it is this one. */
  accept(token: string): boolean;
  expect(token: string): void;
  unexpected(): Error;
}

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match === null) throw new Error(`metric math: cannot read "${text.slice(at).trim()}" in "${text}"`);
    found.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return found;
}

function createReader(list: readonly string[], text: string): Reader {
  let index = 0;
  const reader: Reader = {
    peek: () => list[index],
    next: () => list[index++],
    accept: (token) => {
      if (list[index] !== token) return false;
      index += 1;
      return true;
    },
    expect: (token) => {
      if (!reader.accept(token)) throw reader.unexpected();
    },
    unexpected: () => new Error(`metric math: unexpected ${list[index] ?? 'end'} in "${text}"`),
  };
  return reader;
}

function parseLevel(reader: Reader, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return parseUnary(reader);
  let left = parseLevel(reader, level + 1);
  for (;;) {
    const operator = reader.peek();
    if (operator === undefined || !operators.includes(operator.toUpperCase())) return left;
    reader.next();
    left = { kind: 'binary', operator: operator.toUpperCase(), left, right: parseLevel(reader, level + 1) };
  }
}

function parseUnary(reader: Reader): Expression {
  if (reader.accept('-')) return { kind: 'negate', operand: parseUnary(reader) };
  if (reader.accept('(')) {
    const inner = parseLevel(reader, 0);
    reader.expect(')');
    return inner;
  }
  if (reader.accept('[')) return { kind: 'array', items: parseList(reader, ']') };
  const token = reader.peek();
  if (token === undefined || !/^[\w.]/.test(token)) throw reader.unexpected();
  reader.next();
  if (/^[\d.]/.test(token)) return { kind: 'number', value: Number(token) };
  if (!reader.accept('(')) return { kind: 'name', name: token };
  return { kind: 'call', name: token.toUpperCase(), args: parseList(reader, ')') };
}

function parseList(reader: Reader, end: string): Expression[] {
  if (reader.accept(end)) return [];
  const items = [parseLevel(reader, 0)];
  while (reader.accept(',')) items.push(parseLevel(reader, 0));
  reader.expect(end);
  return items;
}
