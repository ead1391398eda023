type Fields = Readonly<Record<string, unknown>>;

/**
 * Whether EventBridge would let `event` through `pattern`: the part of its language that this project uses.
 * Source: Amazon EventBridge user guide, "Comparison operators for use in event patterns".
 */
export function matches(pattern: Fields, event: unknown): boolean {
  return Object.entries(pattern).every(([name, expected]) => {
    if (name === '$or') return (expected as Fields[]).some((part) => matches(part, event));
    const value = (event as Fields | undefined)?.[name];
    if (Array.isArray(expected)) return expected.some((condition) => meets(condition, value));
    // Of a list of objects, one must fit as a whole.
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.some((one) => matches(expected as Fields, one));
  });
}

function meets(condition: unknown, value: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === value;
  const [[operator, argument] = ['', '']] = Object.entries(condition);
  if (operator === 'exists') return (value !== undefined) === argument;
  if (typeof value !== 'string') return false;
  if (operator === 'prefix') return value.startsWith(String(argument));
  if (operator === 'wildcard') return wildcard(String(argument)).test(value);
  throw new Error(`the operator ${operator} is not known here`);
}

function wildcard(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}
