import type { Workshop } from './workshop';

/** A bound that the measured value must respect. */
export interface Goal {
  readonly kind: 'at most' | 'at least';
  readonly value: number;
}

/** What one measurement found. */
export interface Measured {
  /** In the unit of its row. */
  readonly value: number;
  /** The figures behind the value, for a person. */
  readonly detail?: string;
}

/** One line of the table. */
export interface Row {
  /** Short name for `--only`. */
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  readonly goal: Goal;
  /** Measures; what it starts and writes belongs to the workshop. Throws when nothing could be measured. */
  measure(workshop: Workshop): Measured | Promise<Measured>;
}

/** A row with its result, as `bench.json` has it; `value` is null when nothing could be measured. */
export interface Result {
  readonly what: string;
  readonly value: number | null;
  readonly unit: string;
  readonly goal: string;
  readonly holds: boolean;
}

/** Whether `value` respects the goal; a bound itself is inside. */
export function holds({ kind, value: bound }: Goal, value: number): boolean {
  return kind === 'at most' ? value <= bound : value >= bound;
}

/** The goal in short, for example `<= 1.5`. */
export function goalText({ kind, value }: Goal): string {
  return `${kind === 'at most' ? '<=' : '>='} ${value}`;
}
