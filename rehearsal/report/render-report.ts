import { escapeHtml } from '../../app/shared/escape-html';
import { clockTime, count, duration, milliseconds, percent } from '../cli/numbers';
import { resultFacts } from '../cli/result-block';
import type { RehearsalEvent, RehearsalResult } from '../events';
import { table } from './html';
import { panels } from './panels';
import { STYLE } from './style';
import { timelineData } from './timeline-data';

/** One rehearsal in the report. */
export interface ReportSection {
  readonly title: string;
  readonly recording: {
    readonly events: readonly RehearsalEvent[];
    readonly result: RehearsalResult;
    readonly asExpected: boolean;
  };
}

/** The report as one HTML document that needs no other file. */
export function renderReport(sections: readonly ReportSection[]): string {
  const names = [...new Set(sections.map(({ recording }) => recording.result.service))].join(', ');
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<title>Rehearsal of ${escapeHtml(names)}</title><style>${STYLE}</style></head><body><main>` +
    `<h1>Rehearsal of ${escapeHtml(names)}</h1>` +
    `<p class="quiet">A release through the synthesized pipeline, on this machine. All times are cloud time.</p>` +
    `${sections.map(section).join('')}</main></body></html>\n`
  );
}

function section({ title, recording }: ReportSection): string {
  const { result, events, asExpected } = recording;
  const facts = resultFacts(result).map(
    ([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`,
  );
  const verdict = asExpected ? 'as the scenario expects' : 'not what the scenario expects';
  return (
    `<section><h2>${escapeHtml(title)}</h2><p><span class="badge ${result.outcome}">${escapeHtml(result.outcome)}</span> ` +
    `<span class="quiet">${escapeHtml(`${result.service} to ${result.environment}, scenario ${result.scenario}, ${verdict}`)}</span></p>` +
    `<p class="lead">${escapeHtml(summarySentence(result)).replaceAll(' %', '&nbsp;%')}</p>${tiles(result)}` +
    `<h3>Timeline</h3>${panels(timelineData(events))}` +
    `<h3>Summary</h3><dl>${facts.join('')}</dl>` +
    `<h3>Hooks</h3>${hookTable(events)}<h3>Alarms</h3>${alarmTable(events, result)}` +
    `<h3>Not acted out</h3>${table(
      ['what'],
      result.unchecked.map((what) => [what]),
      'Everything in the assembly was acted out or has no part in a release.',
    )}` +
    `<details><summary>Everything that happened</summary>${eventTable(events)}</details></section>`
  );
}

/** What happened to the release and to the users, in a sentence or two. */
export function summarySentence(result: RehearsalResult): string {
  const { outcome, window, requests, cloudSeconds, strategy, stoppedAt = '' } = result;
  const felt = window.total > 0 ? window : requests;
  const users =
    felt.total === 0
      ? 'No user was there to notice.'
      : felt.failed === 0
        ? `None of ${count(felt.total)} requests failed.`
        : `${count(felt.failed)} of ${count(felt.total)} requests failed (${percent(felt.failedPercent)}).`;
  if (outcome === 'released') return `The new version was released by ${strategy.kind}. ${users}`;
  if (outcome === 'stopped') return `The pipeline stopped at ${stoppedAt}. ${users}`;
  return (
    `The release was rolled back without help: found after ${duration(cloudSeconds.detect)}, ` +
    `undone in ${duration(cloudSeconds.rollback)}. ${users}`
  );
}

function tiles({ requests, window, cloudSeconds, outcome }: RehearsalResult): string {
  const felt = window.total > 0 ? window : requests;
  const list: [string, string, boolean][] = [
    [count(felt.total), 'requests', false],
    [count(felt.failed), 'failed', felt.failed > 0],
    [percent(felt.failedPercent), 'of the requests failed', felt.failed > 0],
    [count(requests.servedByGreen), 'answered by the new version', false],
    [milliseconds(felt.p99Ms), 'p99 latency', false],
    // Whole seconds, as the summary below shows them.
    [duration(Math.floor(cloudSeconds.total)), 'from commit to end', false],
  ];
  if (outcome === 'rolled-back') {
    list.push([duration(cloudSeconds.detect), 'until it was found', false]);
    list.push([duration(cloudSeconds.rollback), 'until it was undone', false]);
  }
  const items = list.map(
    ([value, label, bad]) =>
      `<div class="tile${bad ? ' bad' : ''}"><b>${escapeHtml(value)}</b><span>${escapeHtml(label)}</span></div>`,
  );
  return `<div class="tiles" style="--n:${items.length > 6 ? 4 : 3}">${items.join('')}</div>`;
}

function hookTable(events: readonly RehearsalEvent[]): string {
  const rows = events.flatMap((event) =>
    event.type === 'hook'
      ? [[clockTime(event.at), event.event, event.status, event.function, event.detail ?? '']]
      : [],
  );
  return table(['time', 'event', 'status', 'function', 'detail'], rows, 'No hook ran.');
}

function alarmTable(events: readonly RehearsalEvent[], { alarms }: RehearsalResult): string {
  const changes = events.flatMap((event) =>
    event.type === 'alarm' && event.state !== 'INSUFFICIENT_DATA'
      ? [[clockTime(event.at), event.name, event.state, event.reason]]
      : [],
  );
  const rows = changes.length > 0 ? changes : alarms.map(({ name, state }) => ['', name, state, '']);
  return table(['time', 'alarm', 'state', 'reason'], rows, 'No alarm watched this release.');
}

function eventTable(events: readonly RehearsalEvent[]): string {
  const rows = events.flatMap((event): string[][] => {
    const text = describe(event);
    return text === undefined ? [] : [[clockTime(event.at), event.type, text]];
  });
  return table(['time', 'kind', 'what'], rows, 'Nothing happened.');
}

function describe(event: RehearsalEvent): string | undefined {
  const more = 'detail' in event && event.detail !== undefined ? `: ${event.detail}` : '';
  switch (event.type) {
    case 'stage':
      return `${event.stage} ${event.status}`;
    case 'action':
      return `${event.action} ${event.status}${more}`;
    case 'phase':
      return `${event.phase} ${event.status}`;
    case 'note':
      return event.text;
    case 'task':
      return `${event.task} (${event.version}) ${event.status}${more}`;
    case 'deployment':
      return `${event.id} ${event.status}${more}`;
    case 'traffic':
      return `${event.listener}: ${Object.entries(event.weights)
        .map(([name, weight]) => `${name} ${Math.round(weight)} %`)
        .join(', ')}`;
    case 'hook':
      return `${event.event} ${event.status}${more}`;
    case 'alarm':
      return `${event.name} ${event.state}: ${event.reason}`;
    default:
      return undefined;
  }
}
