import { escapeHtml } from '../../app/shared/escape-html';
import { aftermathFacts } from '../cli/aftermath-facts';
import type { RehearsalEvent, RehearsalResult } from '../events';

/** Name of the file with the draft; it is beside the report. */
export const POSTMORTEM_FILE = 'rehearsal-postmortem.md';

/** What the functions that watch deliveries made of the run, and the draft of a postmortem if one was written. */
export function aftermathPart(events: readonly RehearsalEvent[], result: RehearsalResult): string {
  const facts = aftermathFacts(result).map(
    ([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`,
  );
  if (facts.length === 0) return '';
  const drafts = events.flatMap((event) => (event.type === 'postmortem' ? [draft(event)] : []));
  return `<h3>Delivery, incidents, postmortem</h3><dl>${facts.join('')}</dl>${drafts.join('')}`;
}

function draft({ startedAt, markdown }: Extract<RehearsalEvent, { type: 'postmortem' }>): string {
  const zero = `${startedAt.slice(0, 19).replace('T', ' ')} UTC`;
  return (
    `<p>The bundled function has written <a href="${POSTMORTEM_FILE}">a draft of the postmortem</a>. ` +
    `${zero} in it is 00:00 of this report; it counts the minutes from the first sign to the end, a part of the requests above.</p>` +
    `<details><summary>The draft</summary><pre>${escapeHtml(markdown)}</pre></details>`
  );
}
