import { escapeHtml } from '../../app/shared/escape-html';
import { clockTime, count, milliseconds, percent } from '../cli/numbers';
import type { RehearsalEvent } from '../events';
import { document, table, tileRow } from '../report/html';
import { panels, stateClass } from '../report/panels';
import { timelineData } from '../report/timeline-data';

/** A part of the page as it is sent to browsers: `html` takes the place of what the part showed before. */
export interface Drawing {
  /** Place of the part on the page, from 0. */
  readonly part: number;
  readonly html: string;
}

/** Where a browser hears of changes. */
export const UPDATES_PATH = '/updates';

/** How many of the last lines of the story are shown. */
const LAST_LINES = 8;

/**
 * The page that follows a run. It draws nothing itself: it puts what it is sent into its place, all of it again after
 * a reload, until the run ends.
 */
const SCRIPT = `
const source = new EventSource('${UPDATES_PATH}');
const status = document.getElementById('status');
const ended = () => { source.close(); status.textContent = 'The run has ended; this page stays as it is.'; };
source.addEventListener('draw', ({ data }) => {
  const { part, html } = JSON.parse(data);
  const id = 'part-' + part;
  let place = document.getElementById(id);
  if (!place) {
    place = document.createElement('div');
    place.id = id;
    document.querySelector('main').append(place);
  }
  place.innerHTML = html;
});
source.addEventListener('end', ended);
source.addEventListener('error', ended);
`;

/** The document; only a script with this `nonce` may run on it. */
export function livePage(nonce: string): string {
  const status =
    '<p class="quiet" id="status" role="status">Drawn as it happens. All times are cloud time.</p>';
  const script = `<script nonce="${escapeHtml(nonce)}">${SCRIPT}</script>`;
  return document(
    'Rehearsal, live',
    `${status}<noscript>This page needs JavaScript.</noscript>${script}`,
    ICON,
  );
}

/** Keeps browsers from asking for an icon. */
const ICON = '<link rel="icon" href="data:,">';

/** A part that is still going on, from what has happened so far. */
export function liveSection(title: string, events: readonly RehearsalEvent[]): string {
  const at = events.at(-1)?.at ?? 0;
  return (
    `<section><h2>${escapeHtml(title)}</h2><p><span class="badge">running</span> ` +
    `<span class="quiet">${clockTime(at)}</span></p>${failures(events)}` +
    `<h3>Red now</h3>${redAlarms(events)}${numbers(events)}` +
    `<h3>Timeline</h3>${panels(timelineData(events))}<h3>Last</h3>${story(events)}</section>`
  );
}

/** What went wrong so far, the first cause first; nothing when all is well. */
function failures(events: readonly RehearsalEvent[]): string {
  const rows = events.flatMap((event): string[][] => {
    const detail = 'detail' in event ? (event.detail ?? '') : '';
    if (event.type === 'action' && event.status === 'failed')
      return [[clockTime(event.at), `${event.stage}/${event.action} failed`, detail]];
    if (event.type === 'hook' && event.status === 'Failed')
      return [[clockTime(event.at), `${event.event} failed`, detail]];
    if (event.type === 'deployment' && stateClass(event.status) === 'bad')
      return [[clockTime(event.at), `${event.id} ${event.status}`, detail]];
    return [];
  });
  return rows.length === 0 ? '' : `<h3>Went wrong</h3>${table(['time', 'what', 'why'], rows, '')}`;
}

/** Of the environment in which the release is now, as the result will count them. */
function numbers(events: readonly RehearsalEvent[]): string {
  const all = events.flatMap((event) => (event.type === 'sample' ? [event] : []));
  const samples = all.filter(({ environment }) => environment === all.at(-1)?.environment);
  const total = samples.reduce((sum, { requests }) => sum + requests, 0);
  const failed = samples.reduce((sum, sample) => sum + sample.failed, 0);
  return tileRow([
    { value: count(total), label: 'requests' },
    { value: count(failed), label: 'failed', bad: failed > 0 },
    {
      value: percent(total === 0 ? 0 : (100 * failed) / total),
      label: 'of the requests failed',
      bad: failed > 0,
    },
    { value: milliseconds(samples.at(-1)?.p99Ms ?? 0), label: 'p99 latency now' },
  ]);
}

function redAlarms(events: readonly RehearsalEvent[]): string {
  const red = new Map<string, readonly string[]>();
  for (const event of events) {
    if (event.type !== 'alarm') continue;
    if (event.state === 'ALARM') red.set(event.name, [clockTime(event.at), event.name, event.reason]);
    else red.delete(event.name);
  }
  return table(['since', 'alarm', 'reason'], [...red.values()], 'No alarm is red.');
}

function story(events: readonly RehearsalEvent[]): string {
  const told = events.flatMap((event): string[][] => {
    if (event.type === 'note') return [[clockTime(event.at), event.text]];
    if (event.type === 'deployment') return [[clockTime(event.at), `${event.service}: ${event.status}`]];
    if (event.type === 'action') return [[clockTime(event.at), `${event.action} ${event.status}`]];
    if (event.type === 'phase')
      return [[clockTime(event.at), `${event.action}: ${event.phase} ${event.status}`]];
    return [];
  });
  return table(['time', 'what'], told.slice(-LAST_LINES).reverse(), 'Nothing has happened yet.');
}
