import type { Notice } from '../notifications/notice';
import type { DriftReport, Finding } from './drift-model';
import { DRIFT_RUNBOOK } from './drift-settings';
import { NEVER_REVERT, adviceFor, resourceText, wrongsOf } from './sentences';

/** A message is there to be read; the command has the rest. */
const MOST = 12;

/** What people should hear about a report; undefined when nothing is wrong. */
export function driftNotice(project: string, { stacks, counts }: DriftReport): Notice | undefined {
  if (counts.drifted === 0 && counts.unchecked === 0) return undefined;
  const wrong = (outcome: Finding['outcome']): string[] =>
    stacks.flatMap(({ stack, findings }) =>
      findings.filter((finding) => finding.outcome === outcome).flatMap((finding) => linesOf(stack, finding)),
    );
  const unread = stacks.flatMap(({ stack, problem }) =>
    problem === undefined ? [] : [`${stack}: could not be checked: ${problem}`],
  );
  const lines = [...wrong('drifted'), ...unread, ...wrong('unchecked')];
  const rest = lines.length - MOST;
  return {
    kind: 'drifted',
    service: project,
    title: `${project}: ${titleOf(counts.drifted, counts.unchecked)}`,
    lines: [
      ...lines.slice(0, MOST),
      ...(rest > 0 ? [`… and ${rest} more.`] : []),
      NEVER_REVERT,
      `All of it: npm run ops -- drift. What to do: ${DRIFT_RUNBOOK}`,
    ],
    links: [],
    thread: `${project}-drift`,
  };
}

function titleOf(drifted: number, unchecked: number): string {
  const parts = [
    ...(drifted > 0 ? [`${drifted} drifted`] : []),
    ...(unchecked > 0 ? [`${unchecked} could not be checked`] : []),
  ];
  return `drift: ${parts.join(', ')}`;
}

function linesOf(stack: string, finding: Finding): string[] {
  return [`${stack}: ${resourceText(finding)}: ${wrongsOf(finding).join('; ')}. ${adviceFor(finding)}`];
}
