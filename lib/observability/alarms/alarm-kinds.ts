/** Kinds of alarms that wake somebody. */
export const PAGING_KINDS = [
  'impaired',
  'error-budget',
  'latency-budget',
  'unhealthy-hosts',
  'no-traffic',
  'dying-tasks',
  'failed-events',
  'probe',
] as const;

/** Kinds of alarms that can wait for the morning. */
export const WARNING_KINDS = ['at-capacity', 'certificate', 'fargate-quota'] as const;

/** Kinds of alarms that undo a release; nobody needs to do anything first. */
export const ROLLBACK_KINDS = ['rollback-errors', 'rollback-latency', 'rollback-unhealthy'] as const;

/** What an alarm is about; each kind has its own runbook. */
export type AlarmKind =
  (typeof PAGING_KINDS)[number] | (typeof WARNING_KINDS)[number] | (typeof ROLLBACK_KINDS)[number];

/** Path of the page that says what to do, from the directory of the project. */
export function runbookOf(kind: AlarmKind): string {
  return `docs/runbooks/${kind}.md`;
}

/** Description of an alarm: what it means, in whole sentences, and where it is written what to do. */
export function describeAlarm(meaning: string, kind: AlarmKind): string {
  return `${meaning} What to do: ${runbookOf(kind)}`;
}
