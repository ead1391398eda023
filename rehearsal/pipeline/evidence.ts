import type { RehearsalEvent } from '../events';
import type { Judged } from '../judge';
import type { Scenario } from '../scenarios';

/** Whether a run shows what the scenario must have shown: in what was printed, in a note or in a reason. */
export function evidenceIn(
  { evidence: text }: Scenario,
  events: readonly RehearsalEvent[],
): Pick<Judged, 'evidence'> {
  if (text === undefined) return {};
  return { evidence: { text, shown: events.some((event) => lineOf(event).includes(text)) } };
}

function lineOf(event: RehearsalEvent): string {
  if (event.type === 'log') return event.line;
  if (event.type === 'note') return event.text;
  return event.type === 'action' ? (event.detail ?? '') : '';
}
