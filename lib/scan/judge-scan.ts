import type { ScanRules } from '../config/scan-schema';
import { deadEndAdvice, lateAdvice, TORN_LIST_ADVICE } from './scan-advice';
import type { Finding, ScanReport } from './scan-report';

/** What the gate decides: open, shut, or ask again. */
export interface Verdict {
  readonly outcome: 'pass' | 'fail' | 'wait';
  /** For the person at the pipeline: why, and what to do. */
  readonly message: string;
}

/** What a verdict is made of. */
export interface Case {
  readonly report: ScanReport;
  readonly rules: ScanRules;
  /** Today in UTC, `YYYY-MM-DD`. */
  readonly today: string;
  /** Seconds since the gate asked for the first time. */
  readonly waitedSeconds: number;
  /** Seconds after which a scan without a result fails. */
  readonly limitSeconds: number;
}

/** Severities of ECR and Inspector, the worst first; the last two mean that nobody has rated it yet. */
const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL', 'UNDEFINED', 'UNTRIAGED'];

/** How many findings a message spells out. */
const SHOWN = 20;

/** Decides on a release. Only a completed scan can open the gate; anything unclear never does. */
export function judgeScan(given: Case): Verdict {
  const { report, rules, today } = given;
  const expired = rules.allow.filter(({ expires }) => expires < today);
  if (expired.length > 0) return fail(expiredText(expired));
  const deadEnd = deadEndAdvice(report);
  if (deadEnd !== undefined) return fail(`the scan ended with ${withReason(report)}; ${deadEnd}`);
  const findings = report.findings ?? (countsNothing(report) ? [] : undefined);
  const complete = report.status === 'COMPLETE' || report.status === 'ACTIVE';
  if (!complete || findings === undefined || !report.completedAt) return late(given);
  const unlisted = unlistedText(report, findings, rules);
  if (unlisted !== undefined) return fail(unlisted);
  return judgeFindings(findings, rules);
}

/** Some clients leave an empty list out. A scan that is complete and counts nothing has found nothing. */
function countsNothing({ counts }: ScanReport): boolean {
  return Object.values(counts).every((count) => count === 0);
}

function judgeFindings(findings: readonly Finding[], { blockFrom, allow }: ScanRules): Verdict {
  const severe = findings.filter((finding) => blocks(finding, blockFrom));
  const allowed = new Set(allow.map(({ id }) => id.toUpperCase()));
  const isAllowed = ({ id }: Finding): boolean => id !== undefined && allowed.has(id.toUpperCase());
  const blocking = severe.filter((finding) => !isAllowed(finding));
  if (blocking.length > 0) return fail(blockingText(blocking, blockFrom));
  const passed = allow.filter(({ id }) =>
    severe.some((finding) => finding.id?.toUpperCase() === id.toUpperCase()),
  );
  const exceptions = passed.map(
    ({ id, reason, expires }) => `; ${id} is allowed until ${expires}: ${reason}`,
  );
  const below = `${findings.length - severe.length} below ${blockFrom}`;
  return { outcome: 'pass', message: `the scan found ${findings.length}, ${below}${exceptions.join('')}` };
}

/** Whether a finding is at or above the threshold; one without an id or with a severity of its own making is. */
function blocks({ id, severity = '' }: Finding, blockFrom: ScanRules['blockFrom']): boolean {
  // An unknown severity ranks before the worst.
  return !id || rankOf({ severity }) <= SEVERITIES.indexOf(blockFrom.toUpperCase());
}

/** A list that is shorter than the scan's own count is torn off, and what is missing may be the worst. */
function unlistedText(
  { counts }: ScanReport,
  findings: readonly Finding[],
  { blockFrom }: ScanRules,
): string | undefined {
  const severe = SEVERITIES.slice(0, SEVERITIES.indexOf(blockFrom.toUpperCase()) + 1);
  for (const severity of severe) {
    const counted = counts[severity] ?? 0;
    const listed = findings.filter((finding) => finding.severity === severity).length;
    if (listed < counted) {
      return `the scan counts ${counted} ${severity} but lists ${listed}; ${TORN_LIST_ADVICE}`;
    }
  }
  return undefined;
}

function late({ report, waitedSeconds, limitSeconds }: Case): Verdict {
  const state = `there is no usable result of the scan (${withReason(report)})`;
  if (waitedSeconds < limitSeconds) return { outcome: 'wait', message: state };
  const minutes = Math.round(limitSeconds / 60);
  return fail(
    `${state} after ${minutes} minutes, and a release without one is not a pass; ${lateAdvice(report)}`,
  );
}

function withReason(report: ScanReport): string {
  const { status, description, completedAt, findings } = report;
  const missing = [
    ...(findings === undefined && !countsNothing(report) ? ['no list of findings'] : []),
    ...(completedAt === undefined ? ['no time of completion'] : []),
  ];
  const complete = status === 'COMPLETE' || status === 'ACTIVE';
  const details = [description, ...(complete ? missing : [])].filter(Boolean);
  const name = status ?? (description === undefined ? 'no scan has begun' : 'no answer of ECR');
  return details.length > 0 ? `${name}: ${details.join(', ')}` : name;
}

function expiredText(expired: ScanRules['allow']): string {
  const names = expired.map(({ id, expires }) => `${id} (until ${expires})`).join(', ');
  return `the exception for ${names} has expired; fix the vulnerability and remove the entry from toolchain.scan.allow, or look at it again and give it a later day`;
}

function blockingText(blocking: readonly Finding[], blockFrom: string): string {
  const worstFirst = blocking.toSorted((a, b) => rankOf(a) - rankOf(b));
  const shown = worstFirst.slice(0, SHOWN).map(findingText);
  const more = blocking.length > SHOWN ? `; and ${blocking.length - SHOWN} more` : '';
  const what = blocking.length === 1 ? 'one vulnerability stops' : `${blocking.length} vulnerabilities stop`;
  return `${what} the release (${blockFrom} or worse): ${shown.join('; ')}${more}. Take a newer base image or package; if one does no harm here, allow it for a time in toolchain.scan.allow`;
}

function rankOf({ severity = '' }: Pick<Finding, 'severity'>): number {
  return SEVERITIES.indexOf(severity);
}

function findingText({ id, severity, package: name, fix }: Finding): string {
  const head = `${id ?? 'a finding without an id'} ${severity ?? 'without a severity'} in ${name}`;
  return fix ? `${head}, ${fix}` : head;
}

function fail(message: string): Verdict {
  return { outcome: 'fail', message };
}
