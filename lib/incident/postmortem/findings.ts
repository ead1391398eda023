import type { Deployment } from '../../dora/history';
import type { Impact } from './impact';
import type { IncidentRecord, Moment } from './record';
import { versionText } from './timeline';

/** How long the parts of an incident took; what cannot be told is absent. */
export interface Durations {
  /** From the deployment that came before it to the first failed request. */
  readonly untilFelt?: number;
  /** From the first failed request to the first red alarm, or to the failed release when no alarm turned red. */
  readonly untilDetected?: number;
  /** From there to the first thing that was done about it, by a machine or a person. */
  readonly untilActed?: number;
  /** From the first failed request, or the first reason, to the end. */
  readonly untilOver: number;
}

/** What is missing when nobody knows what was released. */
export const RELEASES = 'Releases';

/** Why no release is told of, as the end of a sentence. */
export function noReleaseText({ missing }: Pick<IncidentRecord, 'missing'>): string {
  return missing.some(({ what }) => what === RELEASES)
    ? 'whether a release came before is not known'
    : `no release of it came in the ${SUSPECT_DAYS} days before`;
}

/** How far before an incident the release may be that is asked about: slow leaks take days. */
const SUSPECT_DAYS = 3;

/** The deployment that began last before the first sign; the first suspect, and no more than that. */
export function suspectOf({ history, from, to }: IncidentRecord, impact: Impact): Deployment | undefined {
  const sign = Math.min(from.getTime(), impact.felt?.from.getTime() ?? Infinity);
  const failed = history.deployments.find(
    ({ outcome, finishedAt }) =>
      outcome === 'failed' && finishedAt !== undefined && finishedAt >= from && finishedAt <= to,
  );
  // Metrics have a grain of one minute: a deployment that began within it may be the cause.
  const before = history.deployments.filter(
    ({ startedAt }) =>
      startedAt.getTime() <= sign + MINUTE_MS && startedAt.getTime() >= sign - SUSPECT_DAYS * DAY_MS,
  );
  return (
    failed ?? before.toSorted((one, other) => one.startedAt.getTime() - other.startedAt.getTime()).at(-1)
  );
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How long a deployment may be ago to be called what came before an incident. */
const SUSPECT_MS = 60 * MINUTE_MS;

/** All in milliseconds. */
export function durationsOf(record: IncidentRecord, impact: Impact, timeline: readonly Moment[]): Durations {
  const { from, to } = record;
  const start = Math.min(from.getTime(), impact.felt?.from.getTime() ?? from.getTime());
  const suspect = suspectOf(record, impact);
  const since = suspect && impact.felt ? impact.felt.from.getTime() - suspect.startedAt.getTime() : undefined;
  const detected = timeline.find(
    ({ at, kind, text }) =>
      at.getTime() >= start && ((kind === 'alarm' && text.includes(' turned red')) || isFailure(kind, text)),
  )?.at;
  const acted = timeline.find(
    ({ at, kind, text }) =>
      detected !== undefined && at >= detected && (kind === 'operator' || isWayBack(kind, text)),
  )?.at;
  return {
    ...(since !== undefined &&
      since >= -MINUTE_MS &&
      since <= SUSPECT_MS && { untilFelt: Math.max(0, since) }),
    ...(detected &&
      impact.felt && { untilDetected: Math.max(0, detected.getTime() - impact.felt.from.getTime()) }),
    ...(detected && acted && { untilActed: acted.getTime() - detected.getTime() }),
    untilOver: to.getTime() - start,
  };
}

/** What kept it from being worse, each with what shows it. */
export function guardsOf(record: IncidentRecord, impact: Impact, timeline: readonly Moment[]): string[] {
  const { strategy } = record;
  const said = (pattern: RegExp): boolean => timeline.some(({ text }) => pattern.test(text));
  const suspect = suspectOf(record, impact);
  const failed = suspect?.outcome === 'failed';
  const worst = impact.worst ? (100 * impact.worst.failed) / impact.worst.requests : 0;
  return [
    ...(failed && impact.failed === 0
      ? [`No request failed: ${versionText(suspect)} was stopped before users met it.`]
      : []),
    ...(failed && impact.failed > 0 && strategy !== undefined && worst < 50
      ? [
          `The release went step by step (${strategy}): in the worst minute ${Math.round(worst)} % of the requests failed, not all of them.`,
        ]
      : []),
    ...(said(/way back that the pipeline made by itself|CodeDeploy took|ECS took|rolled back/)
      ? ['The traffic went back to the version before without anybody doing it.']
      : []),
    ...(said(/ turned red/) ? ['An alarm noticed it, not a user.'] : []),
    ...(timeline.some(({ kind }) => kind === 'operator')
      ? ['People acted; the timeline says who and when.']
      : []),
  ];
}

function isFailure(kind: Moment['kind'], text: string): boolean {
  return kind === 'release' && / failed\b/.test(text);
}

function isWayBack(kind: Moment['kind'], text: string): boolean {
  return (
    ['release', 'step', 'incident'].includes(kind) &&
    /way back|rolled back|took .{1,200} back|rollback/i.test(text)
  );
}
