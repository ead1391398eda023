import { activeCauses, isHigh, resolvedAt, severityAtWorst, severityNow } from './incident';
import type { TrackedIncident } from './ops-item';
import { ANY } from './signal';

/** What is still to be done about an incident; each is done at most once for each time that it opens or ends. */
export type Step =
  /** The OpsItem was resolved and is not any more. */
  | 'reopen'
  | 'resolve'
  /** Its severity has risen. */
  | 'rate'
  /** Keep releases out of the stage. */
  | 'freeze'
  /** Let them in again. */
  | 'thaw'
  /** Write the draft of the postmortem. */
  | 'postmortem'
  | 'announce-opened'
  | 'announce-resolved';

/**
 * Compares what an OpsItem says was done with what its causes ask for. A function that was stopped halfway, or an event
 * that comes twice, goes on from there.
 */
export function nextSteps(tracked: TrackedIncident): Step[] {
  const { incident, open, severity, freeze, thawed, announced, postmortemUntil } = tracked;
  const lasts = activeCauses(incident).length > 0;
  const worst = String(severityAtWorst(incident));
  const frozen = lasts && isHigh(severityNow(incident)) && !thawed && incident.place.service !== ANY;
  const steps: readonly (readonly [Step, boolean])[] = [
    ['reopen', lasts && !open],
    ['rate', worst !== severity],
    ['freeze', frozen && freeze !== 'on' && freeze !== 'not ours'],
    ['thaw', !frozen && freeze === 'on'],
    ['resolve', !lasts && open],
    ['announce-opened', lasts && announced !== 'opened'],
    ['postmortem', !lasts && postmortemUntil !== resolvedAt(incident)],
    ['announce-resolved', !lasts && announced !== 'resolved'],
  ];
  return steps.filter(([, due]) => due).map(([step]) => step);
}
