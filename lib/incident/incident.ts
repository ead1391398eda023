import type { Place } from '../dora/history';

/**
 * Why an incident is open:
 * - `impaired`: users of the service get errors or wait too long; ends when the alarm is OK.
 * - `release`: a release failed or was rolled back; ends with the next good release, or a rollback by a person.
 * - `drift`: something that nobody may change by hand differs from its template, or nobody has looked; ends when the
 *   alarm is OK.
 */
export type Cause = 'impaired' | 'release' | 'drift';

/** Stands for the service and the environment of an incident that is not about one of them. */
export const ANY = 'all';

/** What an incident is about. */
export interface Trouble {
  readonly cause: Cause;
  readonly place: Place;
  /** When it began; ISO 8601 in UTC. */
  readonly began: string;
  /** What happened, as one sentence without its dot. */
  readonly what: string;
  /** The alarm that tells of it. */
  readonly alarm?: string;
  /** Execution of the pipeline that failed. */
  readonly execution?: string;
}

/** An incident as its OpsItem has it. */
export interface Incident extends Trouble {
  readonly id: string;
  /** Whether the OpsItem is open or in progress. */
  readonly open: boolean;
  readonly ended?: string;
  /** Whether people were told of it. */
  readonly told: boolean;
  /** Page of the draft. */
  readonly postmortem?: string;
}

/** How bad it is: users feel an impaired service; a failed release has gone back, and drift may bite at the next one. */
export function severityOf({ cause }: Pick<Trouble, 'cause'>): 'high' | 'medium' {
  return cause === 'impaired' ? 'high' : 'medium';
}

/** One line about it. */
export function titleOf({ cause, place }: Pick<Trouble, 'cause' | 'place'>): string {
  const where = placeText(place);
  if (cause === 'release') return `a release of ${where} failed`;
  return cause === 'impaired'
    ? `${where} does not serve its users as promised`
    : `${where} have drifted, or nobody has looked`;
}

/** The place as people read it. */
export function placeText({ service, environment }: Place): string {
  return service === ANY ? 'the stacks of this project' : `${service} in ${environment}`;
}
