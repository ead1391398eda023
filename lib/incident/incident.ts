import type { Place } from '../dora/history';
import { CAUSES } from './signal';
import type { Cause, Signal } from './signal';

/** How bad an incident is, in the numbers of OpsCenter; 1 and 2 are high. */
export type Severity = 1 | 2 | 3 | 4;

/** What is remembered of one side of a cause: however often it was said, its first and its last time. */
export interface Mark {
  readonly first: string;
  readonly last: string;
  /** What was said at the last time. */
  readonly text: string;
  readonly alarm?: string;
  readonly execution?: string;
}

/** Both sides of a cause. */
export interface CauseState {
  readonly raised?: Mark;
  readonly cleared?: Mark;
}

/** Every cause that was heard of. */
export type Causes = Readonly<Partial<Record<Cause, CauseState>>>;

/** An incident as far as signals decide it. */
export interface Incident {
  readonly place: Place;
  readonly causes: Causes;
}

/** Users feel an impaired service; a failed release has gone back, and drift may bite at the next deployment. */
const SEVERITY: Readonly<Record<Cause, Severity>> = { impaired: 2, release: 3, drift: 3 };

const NOTHING_WRONG = 4;

/** Sorts before every sentence, so that what was really said is kept in its place. */
const UNHEARD = '(how it began was not heard of)';

/** An incident that comes back within this time is the same one. */
const REOPEN_WITHIN_MINUTES = 15;

/** Whether it keeps new releases out. */
export function isHigh(severity: Severity): boolean {
  return severity <= 2;
}

/** The incident that a first signal makes. */
export function incidentOf(signal: Signal): Incident {
  return heard({ place: signal.place, causes: {} }, signal);
}

/**
 * The incident with one more signal. Each side of a cause keeps its first and last time only, so the order in which
 * signals come, and how often, changes nothing.
 */
export function heard(incident: Incident, signal: Signal): Incident {
  const { cause, since } = signal;
  const before = incident.causes[cause] ?? {};
  const said = markOf(signal, signal.at);
  const begun = since === undefined ? undefined : markOf(signal, since);
  const state: CauseState =
    signal.turn === 'raised'
      ? { ...before, raised: later(before.raised, said) }
      : {
          ...before,
          ...(begun && {
            raised: later(before.raised, { ...begun, text: UNHEARD }),
          }),
          cleared: later(before.cleared, said),
        };
  return { ...incident, causes: { ...incident.causes, [cause]: state } };
}

/** The causes that have not ended, the worst first. */
export function activeCauses({ causes }: Pick<Incident, 'causes'>): Cause[] {
  return known(causes)
    .filter((cause) => isActive(causes[cause]))
    .sort((one, other) => SEVERITY[one] - SEVERITY[other]);
}

/** How bad it is at this moment; 4 when no cause is left. */
export function severityNow(incident: Pick<Incident, 'causes'>): Severity {
  return worst(activeCauses(incident));
}

/** How bad it was at its worst. */
export function severityAtWorst({ causes }: Pick<Incident, 'causes'>): Severity {
  return worst(known(causes).filter((cause) => causes[cause]?.raised));
}

/** When it began: the first time that any cause was raised; empty when none was. */
export function openedAt({ causes }: Pick<Incident, 'causes'>): string {
  return known(causes)
    .flatMap((cause) => causes[cause]?.raised?.first ?? [])
    .reduce((one, other) => (one !== '' && one <= other ? one : other), '');
}

/** When the last cause ended; undefined while one is left. */
export function resolvedAt(incident: Pick<Incident, 'causes'>): string | undefined {
  if (activeCauses(incident).length > 0) return undefined;
  const ends = known(incident.causes).flatMap((cause) => incident.causes[cause]?.cleared?.last ?? []);
  return ends.toSorted().at(-1);
}

/** What an incident that is known already has to do with a signal. */
export function belongs(incident: Incident, open: boolean, { cause, turn, at, since }: Signal): boolean {
  // A person may have closed it although a cause lasts: the end of that cause is its own.
  if (open || (turn === 'cleared' && isActive(incident.causes[cause]))) return true;
  const end = resolvedAt(incident) ?? openedAt(incident);
  // An event that comes late speaks of the time in which the incident was open.
  if ((since ?? at) <= end) return at >= openedAt(incident) || since !== undefined;
  return turn === 'raised' && minutesBetween(end, at) <= REOPEN_WITHIN_MINUTES;
}

/** One incident at a time for each service and environment of a project: what OpsCenter compares. */
export function dedupString(project: string, { service, environment }: Place): string {
  return `${project}/${environment}/${service}`;
}

function isActive({ raised, cleared }: CauseState = {}): boolean {
  return raised !== undefined && (cleared === undefined || raised.last > cleared.last);
}

function known(causes: Causes): Cause[] {
  return CAUSES.filter((cause) => causes[cause] !== undefined);
}

function worst(causes: readonly Cause[]): Severity {
  return causes.reduce<Severity>(
    (most, cause) => (SEVERITY[cause] < most ? SEVERITY[cause] : most),
    NOTHING_WRONG,
  );
}

function markOf({ text, alarm, execution }: Signal, at: string): Mark {
  return { first: at, last: at, text, ...(alarm && { alarm }), ...(execution && { execution }) };
}

/** Both marks as one. What was said last stays; of two things said at one time, always the same one. */
function later(one: Mark | undefined, other: Mark): Mark {
  if (one === undefined) return other;
  const newest =
    [one, other].toSorted((a, b) => compare(a.last, b.last) || compare(a.text, b.text)).at(-1) ?? other;
  return { ...newest, first: one.first < other.first ? one.first : other.first };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function minutesBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 60_000;
}
