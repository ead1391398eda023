import type { DriftReport, Finding, JudgedDifference, Outcome, StackReport } from '../../drift/drift-model';
import { NEVER_REVERT, adviceFor, resourceText, wrongsOf } from '../../drift/sentences';
import { cut, labelled, paragraph } from '../text';

const WORDS: Readonly<Record<Outcome, string>> = {
  drifted: 'drifted',
  unchecked: 'unchecked',
  allowed: 'by design',
  unsupported: 'without support',
  'in-sync': 'in sync',
};
const ORDER: readonly Outcome[] = ['drifted', 'unchecked', 'allowed', 'unsupported', 'in-sync'];

/** One line for a stack that is done. */
export function progressLine({ stack, counts }: StackReport, done: number, all: number): string {
  return cut(`[${done}/${all}] ${stack}: ${countsText(counts)}`);
}

/** The report in lines of at most 80 columns; only a name that is longer stands out. */
export function driftLines(report: DriftReport): string[] {
  const { counts, stacks } = report;
  const advice = counts.drifted > 0 ? [...paragraph(`${NEVER_REVERT} See docs/runbooks/drift.md.`), ''] : [];
  return [
    ...stacks.flatMap((stack) => [...stackLines(stack), '']),
    ...advice,
    ...paragraph(`${verdict(counts)} In all: ${countsText(counts)}.`),
  ];
}

function verdict({ drifted, unchecked }: DriftReport['counts']): string {
  if (drifted > 0) return 'DRIFT: something differs that nobody may change by hand.';
  if (unchecked > 0) return 'UNKNOWN: not everything could be checked.';
  return 'No drift.';
}

function stackLines({ stack, counts, findings, problem }: StackReport): string[] {
  const of = (outcome: Outcome): Finding[] => findings.filter((finding) => finding.outcome === outcome);
  return [
    ...paragraph(`${stack}: ${problem === undefined ? countsText(counts) : 'not checked'}`),
    ...(problem === undefined ? [] : labelled('UNKNOWN', problem)),
    ...of('drifted').flatMap((finding) => findingLines('DRIFTED', finding)),
    ...of('unchecked').flatMap((finding) => findingLines('UNKNOWN', finding)),
    ...of('allowed').flatMap(allowedLines),
    ...unsupportedLines(of('unsupported')),
  ];
}

function findingLines(label: string, finding: Finding): string[] {
  const unexpected = finding.differences.filter(({ allowedBecause }) => allowedBecause === undefined);
  return [
    ...labelled(label, resourceText(finding)),
    ...(unexpected.length > 0
      ? unexpected.flatMap(differenceLines)
      : wrongsOf(finding).flatMap((wrong) => labelled('', wrong))),
    ...labelled('', adviceFor(finding)),
  ];
}

function allowedLines(finding: Finding): string[] {
  const reasons = [...new Set(finding.differences.flatMap(({ allowedBecause }) => allowedBecause ?? []))];
  return [
    ...labelled('by design', resourceText(finding)),
    ...finding.differences.flatMap(differenceLines),
    ...reasons.flatMap((reason) => labelled('', reason)),
  ];
}

/** Values may be long, so each has a line of its own. */
function differenceLines({ path, kind, expected, actual }: JudgedDifference): string[] {
  return [
    ...labelled('', path),
    ...(kind === 'ADD' ? [] : labelled('', `- expected ${expected}`)),
    ...labelled('', kind === 'REMOVE' ? '- is nothing' : `- is ${actual}`),
  ];
}

function unsupportedLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const types = [...new Set(findings.map(({ type }) => type))].sort();
  const text = types.map((type) => `${findings.filter((finding) => finding.type === type).length} ${type}`);
  return labelled('no support', `CloudFormation does not check ${text.join(', ')}`);
}

function countsText(counts: DriftReport['counts']): string {
  const parts = ORDER.filter((outcome) => counts[outcome] > 0).map(
    (outcome) => `${counts[outcome]} ${WORDS[outcome]}`,
  );
  return parts.join(', ') || 'nothing in it';
}
