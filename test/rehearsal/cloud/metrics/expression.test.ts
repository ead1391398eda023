import fc from 'fast-check';
import { parseExpression, type Expression } from '../../../../rehearsal/cloud/metrics/expression';
import { evaluateExpression } from '../../../../rehearsal/cloud/metrics/math';

/** An expression with a bracket around everything that binds. */
function bracketed(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value);
    case 'name':
      return expression.name;
    case 'negate':
      return `(-${bracketed(expression.operand)})`;
    case 'binary':
      return `(${bracketed(expression.left)} ${expression.operator} ${bracketed(expression.right)})`;
    case 'array':
      return `[${expression.items.map(bracketed).join(', ')}]`;
    case 'call':
      return `${expression.name}(${expression.args.map(bracketed).join(', ')})`;
  }
}

test.each([
  ['a + b * c ^ d', '(a + (b * (c ^ d)))'],
  ['a * b + c', '((a * b) + c)'],
  ['a - b - c', '((a - b) - c)'],
  ['a / b * c', '((a / b) * c)'],
  ['a + 1 > b * 2', '((a + 1) > (b * 2))'],
  ['a > 1 AND b > 2 OR c', '(((a > 1) AND (b > 2)) OR c)'],
  ['a OR b AND c', '(a OR (b AND c))'],
  ['a || b && c', '(a || (b && c))'],
  ['a and b Or c', '((a AND b) OR c)'],
  ['a == b != c', '((a == b) != c)'],
  ['-a * b', '((-a) * b)'],
  ['a - -b', '(a - (-b))'],
  ['--a', '(-(-a))'],
  ['a * (b + c)', '(a * (b + c))'],
  ['((a))', 'a'],
  ['if(a>=10,sum([b,c]),0)', 'IF((a >= 10), SUM([b, c]), 0)'],
  ['MAX([])', 'MAX([])'],
  ['1.5e3 + .5 + 2.', '((1500 + 0.5) + 2)'],
  ['  m_1\n+\tM2  ', '(m_1 + M2)'],
])('%p is %s', (text, expected) => expect(bracketed(parseExpression(text))).toBe(expected));

test.each([
  ['', 'unexpected end in ""'],
  ['(a', 'unexpected end in "(a"'],
  ['a)', 'unexpected ) in "a)"'],
  ['MAX([a, b)', 'unexpected ) in'],
  ['SUM(a,)', 'unexpected ) in'],
  ['a b', 'unexpected b in'],
  ['* a', 'unexpected * in'],
  ['a = b', 'cannot read "= b" in "a = b"'],
  ['a + $x', 'cannot read "$x"'],
  ['"name"', 'cannot read'],
])('%p is refused: %s', (text, message) =>
  expect(() => parseExpression(text)).toThrow(`metric math: ${message}`),
);

const expressions = fc.letrec<{ node: Expression }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant('number' as const), value: fc.nat(1000) }),
    fc.record({ kind: fc.constant('name' as const), name: fc.constantFrom('a', 'b1', '_c') }),
    fc.record({ kind: fc.constant('negate' as const), operand: tie('node') }),
    fc.record({
      kind: fc.constant('binary' as const),
      operator: fc.constantFrom('+', '-', '*', '/', '^', '<', '>=', '==', 'AND', 'OR'),
      left: tie('node'),
      right: tie('node'),
    }),
    fc.record({
      kind: fc.constant('call' as const),
      name: fc.constantFrom('IF', 'MAX'),
      args: fc.array(tie('node'), { maxLength: 3 }),
    }),
  ),
})).node;

test('what is written with brackets is read as it was', () => {
  fc.assert(fc.property(expressions, (tree) => expect(parseExpression(bracketed(tree))).toEqual(tree)));
});

test.each([
  ['m != 2', [1, 0, undefined]],
  ['m <= 2', [1, 1, undefined]],
  ['m < 2', [1, 0, undefined]],
  ['m > 1 && m < 3', [0, 1, undefined]],
  ['m == 1 OR m == 9', [1, 0, undefined]],
  ['0 && 1', [0, 0, 0]],
  ['IF(m > 5, 1)', [undefined, undefined, undefined]],
  ['IF(m, 7, 8)', [7, 7, undefined]],
  ['FILL(m, m2)', [1, 2, 30]],
  ['MAX([m, m2])', [10, 20, 30]],
  ['AVG([])', [undefined, undefined, undefined]],
  ['FILL(m / 0, repeat)', [undefined, undefined, undefined]],
] as const)('%s over periods with a gap', (text, expected) => {
  const series: Readonly<Record<string, readonly (number | undefined)[]>> = {
    m: [1, 2, undefined],
    m2: [10, 20, 30],
  };
  expect(evaluateExpression(text, (id) => series[id], 3)).toEqual(expected);
});

test('IF takes at most three arguments', () => {
  expect(() => evaluateExpression('IF(1, 2, 3, 4)', () => undefined, 1)).toThrow('IF takes two or three');
  expect(() => evaluateExpression('FILL(1, 2, 3)', () => undefined, 1)).toThrow('FILL takes two');
});
