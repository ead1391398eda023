import type { Place } from '../dora/history';

/**
 * Why an incident is open. Each cause ends for itself:
 * - `impaired`: users of the service get errors or wait too long; ends when the alarm is OK.
 * - `release`: a release failed or was rolled back; ends with the next release, or rollback by a person, that succeeds.
 * - `drift`: something that nobody may change by hand differs from its template; ends when it no longer does. Or nobody
 *   has looked at everything; ends when somebody has.
 */
export type Cause = 'impaired' | 'release' | 'drift';

/** Every cause, the worst first. */
export const CAUSES: readonly Cause[] = ['impaired', 'release', 'drift'];

/** Stands for the service and the environment of an incident that is not about one of them. */
export const ANY = 'all';

/** One thing that happened and that opens, feeds or ends an incident. */
export interface Signal {
  readonly cause: Cause;
  /** `raised`: there is a reason for an incident; `cleared`: that reason is gone. */
  readonly turn: 'raised' | 'cleared';
  readonly place: Place;
  /** When it happened, by the clock of AWS; ISO 8601 in UTC. */
  readonly at: string;
  /** When the reason began, where the end itself tells: then an end whose beginning was never heard of counts. */
  readonly since?: string;
  /** What happened, as one sentence without its dot, for people. */
  readonly text: string;
  /** Name of the alarm, where it was one. */
  readonly alarm?: string;
  /** Execution of the pipeline, where it was a release. */
  readonly execution?: string;
}

/** An event that is no signal, and why. */
export interface Ignored {
  readonly ignored: string;
}

/** The place as people read it. */
export function placeText({ service, environment }: Place): string {
  return service === ANY ? 'the stacks of this project' : `${service} in ${environment}`;
}
