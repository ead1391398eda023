import { parseExpression, type Expression } from './expression';

/** Values of one query at consecutive periods, oldest first; undefined where there is no data. */
export type Series = readonly (number | undefined)[];

/** Gives the series of a query id; undefined when there is no such query. */
export type Lookup = (id: string) => Series | undefined;

/**
 * Evaluates a metric math expression over `length` periods. Knows IF, FILL (a number or REPEAT), MAX, MIN, SUM
 * and AVG of an array; throws an error that names anything else.
 * Rules: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function evaluateExpression(text: string, lookup: Lookup, length: number): Series {
  return evaluate(parseExpression(text), { text, lookup, length });
}

interface Context {
  readonly text: string;
  readonly lookup: Lookup;
  readonly length: number;
}

type Value = number | undefined;

function evaluate(expression: Expression, context: Context): Series {
  switch (expression.kind) {
    case 'number':
      return Array.from({ length: context.length }, () => expression.value);
    case 'name':
      return series(expression.name, context);
    case 'negate':
      return evaluate(expression.operand, context).map((value) => (value === undefined ? undefined : -value));
    case 'binary':
      return combine(
        expression.operator,
        evaluate(expression.left, context),
        evaluate(expression.right, context),
      );
    case 'call':
      return call(expression.name, expression.args, context);
    case 'array':
      throw new Error(`metric math: an array stands only inside MAX, MIN, SUM or AVG, in "${context.text}"`);
  }
}

function series(id: string, { lookup, text }: Context): Series {
  const found = lookup(id);
  if (found === undefined) throw new Error(`metric math: no query has the id ${id}, in "${text}"`);
  return found;
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => Value>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => (b === 0 ? undefined : a / b),
  '^': (a, b) => a ** b,
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '<': (a, b) => Number(a < b),
  '>': (a, b) => Number(a > b),
  '<=': (a, b) => Number(a <= b),
  '>=': (a, b) => Number(a >= b),
  AND: (a, b) => Number(a !== 0 && b !== 0),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  OR: (a, b) => Number(a !== 0 || b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
};

function combine(operator: string, left: Series, right: Series): Series {
  const apply = OPERATORS[operator];
  return left.map((a, index) => {
    const b = right[index];
    return a === undefined || b === undefined ? undefined : apply?.(a, b);
  });
}

const ARRAY_FUNCTIONS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  AVG: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

function call(name: string, args: readonly Expression[], context: Context): Series {
  if (name === 'IF') return choose(args, context);
  if (name === 'FILL') return fill(args, context);
  const apply = ARRAY_FUNCTIONS[name];
  const [array] = args;
  if (apply === undefined || args.length !== 1 || array?.kind !== 'array') {
    throw new Error(`metric math: ${name}(…) as used in "${context.text}" is not acted out`);
  }
  const rows = array.items.map((item) => evaluate(item, context));
  return Array.from({ length: context.length }, (_, index) => {
    const present = rows.map((row) => row[index]).filter((value) => value !== undefined);
    return present.length === 0 ? undefined : apply(present);
  });
}

function choose(args: readonly Expression[], context: Context): Series {
  const [condition, yes, no] = args;
  if (condition === undefined || yes === undefined || args.length > 3) {
    throw new Error(`metric math: IF takes two or three arguments, in "${context.text}"`);
  }
  const whenTrue = evaluate(yes, context);
  const whenFalse: Series = no === undefined ? [] : evaluate(no, context);
  return evaluate(condition, context).map((value, index) => {
    if (value === undefined) return undefined;
    return value !== 0 ? whenTrue[index] : whenFalse[index];
  });
}

function fill(args: readonly Expression[], context: Context): Series {
  const [metric, filler] = args;
  if (metric === undefined || filler === undefined || args.length !== 2) {
    throw new Error(`metric math: FILL takes two arguments, in "${context.text}"`);
  }
  const values = evaluate(metric, context);
  if (filler.kind === 'name' && filler.name.toUpperCase() === 'REPEAT') return repeatLast(values);
  if (filler.kind === 'name' && filler.name.toUpperCase() === 'LINEAR') {
    throw new Error(`metric math: FILL with LINEAR in "${context.text}" is not acted out`);
  }
  const fillers = evaluate(filler, context);
  return values.map((value, index) => value ?? fillers[index]);
}

function repeatLast(values: Series): Series {
  let last: Value;
  return values.map((value) => (last = value ?? last));
}
