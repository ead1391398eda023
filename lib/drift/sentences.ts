import type { Finding, JudgedDifference } from './drift-model';

/** What differs, in one sentence without an end mark. */
function differenceText({ path, kind, expected, actual }: JudgedDifference): string {
  if (kind === 'ADD') return `${path}: added ${actual}`;
  if (kind === 'REMOVE') return `${path}: removed, expected ${expected}`;
  return `${path}: expected ${expected}, is ${actual}`;
}

/** The resource in words: type, logical id, and what AWS calls it. */
export function resourceText({ type, logicalId, physicalId }: Finding): string {
  const name = physicalId && physicalId !== logicalId ? ` (${physicalId})` : '';
  return `${type} ${logicalId}${name}`;
}

/** What is wrong with a finding, one sentence for each difference that is not by design. */
export function wrongsOf({ deleted, differences, reason }: Finding): string[] {
  if (deleted) return ['it is gone'];
  const unexpected = differences.filter(({ allowedBecause }) => allowedBecause === undefined);
  return unexpected.length > 0 ? unexpected.map(differenceText) : [reason ?? 'nothing is known'];
}

/** What to do about a finding. */
export function adviceFor({ outcome, deleted, reason = '' }: Finding): string {
  if (deleted) {
    return 'Make it again with the same name, or take it out of the code, deploy, put it back and deploy again.';
  }
  if (outcome === 'drifted') {
    return 'Set it back by hand to what is expected, or put what it is into the code and deploy.';
  }
  if (/not authorized|access.?denied|AccessDenied/i.test(reason)) {
    return 'Give the caller this permission; lib/drift/resource-kinds.ts lists what the watch may read.';
  }
  return 'Ask again; if it stays, look at the resource by hand.';
}

/** What never to do; said wherever drift is reported. */
export const NEVER_REVERT =
  'Never run cdk deploy --revert-drift here: it would also take back what releases have moved.';
