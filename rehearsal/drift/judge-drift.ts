import type { Outcome, PropertyDrift, StackDrift } from '../../lib/drift/drift-model';
import type { PlantedDrift } from './plant-drift';

/** What the function said about one planted drift. */
export interface JudgedDrift extends Pick<PlantedDrift, 'kind' | 'what' | 'stack' | 'logicalId' | 'type'> {
  /** What CloudFormation told. */
  readonly differences: readonly PropertyDrift[];
  readonly judged: 'by design' | 'drifted' | 'unchecked' | 'not seen';
}

/** The result of the scenario `drift`: one JSON object, the last line with `--json`. */
export interface DriftResult {
  readonly type: 'result';
  readonly scenario: 'drift';
  readonly drifts: readonly JudgedDrift[];
  /** Resources of all stacks by how the function judged them. */
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Stacks that the function looked at. */
  readonly stacks: number;
  /** Subjects of what people were told. */
  readonly messages: readonly string[];
  /** Whether both drifts were told apart, and nothing else was found. */
  readonly asExpected: boolean;
  /** Why the function failed; absent when it did not. */
  readonly failed?: string;
  readonly unchecked: readonly string[];
}

/** What the function left behind. */
export interface Said {
  /** Lines of its log. */
  readonly lines: readonly string[];
  readonly messages: readonly string[];
  /** Calls that the stand-in does not know. */
  readonly unchecked: readonly string[];
}

/** A line about a stack in the log of the function. */
interface StackLine {
  readonly stack: string;
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly wrong?: readonly { readonly logicalId: string; readonly outcome: string }[];
}

const NONE = { 'in-sync': 0, allowed: 0, drifted: 0, unchecked: 0, unsupported: 0 };

/** Reads from the log what became of each planted drift. The log names what is wrong; what is by design it counts. */
export function judgeDrift(
  planted: readonly PlantedDrift[],
  drifts: readonly StackDrift[],
  { lines, messages, unchecked }: Said,
): DriftResult {
  const told = lines.flatMap(stackLine);
  const counts = { ...NONE };
  for (const line of told) {
    for (const outcome of Object.keys(counts) as Outcome[]) counts[outcome] += line.counts[outcome];
  }
  const judged = planted.map(({ kind, what, stack, logicalId, type }): JudgedDrift => {
    const differences =
      drifts.find((one) => one.stack === stack)?.drifts.find((one) => one.logicalId === logicalId)
        ?.differences ?? [];
    const line = told.find((one) => one.stack === stack);
    return { kind, what, stack, logicalId, type, differences, judged: verdict(line, logicalId) };
  });
  const apart = judged.every((one) => one.judged === (one.kind === 'allowed' ? 'by design' : 'drifted'));
  const nothingElse = counts.drifted === 1 && counts.allowed === 1 && counts.unchecked === 0;
  return {
    ...{ type: 'result', scenario: 'drift', drifts: judged, counts, stacks: told.length, messages },
    asExpected: apart && nothingElse && messages.length === 1 && unchecked.length === 0,
    unchecked,
  };
}

function verdict(line: StackLine | undefined, logicalId: string): JudgedDrift['judged'] {
  const wrong = line?.wrong?.find((one) => one.logicalId === logicalId);
  if (wrong !== undefined) return wrong.outcome === 'drifted' ? 'drifted' : 'unchecked';
  return line !== undefined && line.counts.allowed > 0 ? 'by design' : 'not seen';
}

function stackLine(line: string): StackLine[] {
  try {
    const value = JSON.parse(line) as Partial<StackLine> & { readonly message?: string };
    return value.message === 'stack checked' && value.stack !== undefined && value.counts !== undefined
      ? [{ ...value, stack: value.stack, counts: value.counts }]
      : [];
  } catch {
    return [];
  }
}
