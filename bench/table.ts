import { goalText, type Goal, type Result } from './row';

const WIDTHS = { what: 43, value: 18, goal: 8 } as const;
const WIDTH = 80;

/** The head of the table, 80 columns wide. */
export function head(): string {
  return [columns('what', 'value', 'goal', 'holds'), '-'.repeat(WIDTH)].join('\n');
}

/** One line of the table, with the figures behind it on lines of their own. */
export function line(result: Result, note = ''): string {
  const value = result.value === null ? 'not measured' : `${shown(result.value)} ${result.unit}`;
  const first = columns(result.what, value, result.goal, result.holds ? 'yes' : 'NO');
  return [first, ...folded(note)].join('\n');
}

/** A result, ready for the table and for `bench.json`. */
export function resultOf(
  { what, unit, goal }: { readonly what: string; readonly unit: string; readonly goal: Goal },
  value: number | null,
  isHeld: boolean,
): Result {
  return { what, value, unit, goal: goalText(goal), holds: isHeld };
}

/** Three digits that mean something, all of them left of the point when the number is large. */
export function shown(value: number): string {
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

function columns(what: string, value: string, goal: string, isHeld: string): string {
  return [
    what.padEnd(WIDTHS.what),
    value.padStart(WIDTHS.value),
    goal.padEnd(WIDTHS.goal),
    isHeld.padStart(5),
  ].join('  ');
}

function folded(note: string): string[] {
  const indent = '  ';
  const lines: string[] = [];
  for (const word of note.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}
