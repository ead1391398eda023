import { allowanceOf } from './allow-list';
import { isDefaultLeftOut } from './defaults';
import type {
  DriftReport,
  Finding,
  JudgedDifference,
  Outcome,
  ResourceDrift,
  StackDrift,
  StackReport,
  StackResource,
} from './drift-model';
import { printable } from './printable';
import { mayBeLeftOut } from './resource-kinds';

const NONE: Readonly<Record<Outcome, number>> = {
  'in-sync': 0,
  allowed: 0,
  drifted: 0,
  unchecked: 0,
  unsupported: 0,
};

/** Judges every resource of a stack by the allow-list. What nobody looked at is never taken for good. */
export function classifyStack(stack: StackDrift): StackReport {
  const drifts = new Map(stack.drifts.map((drift) => [drift.logicalId, drift]));
  const findings = stack.resources.flatMap((resource) =>
    judge(resource, drifts.get(resource.logicalId), stack),
  );
  const counts = countsOf(findings.map(({ outcome }) => outcome));
  return {
    stack: stack.stack,
    findings,
    counts: {
      ...counts,
      'in-sync': stack.resources.length - findings.length,
      unchecked: counts.unchecked + (stack.problem === undefined ? 0 : 1),
    },
    ...(stack.problem !== undefined && { problem: stack.problem }),
  };
}

/** A stack of which nothing is known, and why. */
export function unreadStack(stack: string, problem: string): StackReport {
  return { stack, findings: [], counts: { ...NONE, unchecked: 1 }, problem };
}

/** The reports of all stacks with their sums. */
export function driftReport(stacks: readonly StackReport[]): DriftReport {
  const counts = { ...NONE };
  for (const stack of stacks) {
    for (const outcome of Object.keys(counts) as Outcome[]) counts[outcome] += stack.counts[outcome];
  }
  return { stacks, counts };
}

/** 1 when something drifted that should not, else 3 when something could not be checked, else 0. */
export function exitStatusOf({ counts }: DriftReport): 0 | 1 | 3 {
  if (counts.drifted > 0) return 1;
  return counts.unchecked > 0 ? 3 : 0;
}

function judge(resource: StackResource, drift: ResourceDrift | undefined, stack: StackDrift): Finding[] {
  const finding = (outcome: Finding['outcome'], more: Partial<Finding> = {}): Finding[] => [
    { ...resource, outcome, deleted: false, differences: [], ...more },
  ];
  switch (drift?.status) {
    case 'IN_SYNC':
      return [];
    case 'DELETED':
      return finding('drifted', { deleted: true });
    case 'MODIFIED':
      return modified(drift, stack, finding);
    case 'UNSUPPORTED':
      return finding('unsupported', { reason: 'CloudFormation cannot check this type' });
    case 'UNKNOWN':
      return finding('unchecked', { reason: drift.reason ?? 'CloudFormation gives no reason' });
    default:
      return mayBeLeftOut(resource.type)
        ? finding('unsupported', { reason: 'CloudFormation does not check this type' })
        : finding('unchecked', { reason: 'CloudFormation gave no result for it' });
  }
}

function modified(
  drift: ResourceDrift,
  stack: StackDrift,
  finding: (outcome: Finding['outcome'], more: Partial<Finding>) => Finding[],
): Finding[] {
  if (drift.differences.length === 0) {
    return finding('drifted', { reason: 'CloudFormation says that it was modified, but not how' });
  }
  const real = drift.differences.filter((difference) => !isDefaultLeftOut(drift.type, difference));
  if (real.length === 0) return [];
  const differences = real.map((difference): JudgedDifference => {
    const allowance = allowanceOf(difference, drift, stack);
    const { path, expected, actual } = difference;
    return {
      ...difference,
      expected: printable(path, expected),
      actual: printable(path, actual),
      ...(allowance && { allowedBecause: allowance.because }),
    };
  });
  const byDesign = differences.every(({ allowedBecause }) => allowedBecause !== undefined);
  return finding(byDesign ? 'allowed' : 'drifted', { differences });
}

function countsOf(outcomes: readonly Outcome[]): Record<Outcome, number> {
  const counts = { ...NONE };
  for (const outcome of outcomes) counts[outcome] += 1;
  return counts;
}
