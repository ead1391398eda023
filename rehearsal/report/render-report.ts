import { escapeHtml } from '../../app/shared/escape-html';
import { clockTime, count, duration, milliseconds, percent } from '../cli/numbers';
import { causeFacts, resultFacts, scaleText } from '../cli/result-block';
import type { RehearsalEvent, RehearsalResult } from '../events';
import { document, table, tileRow } from './html';
import type { Tile } from './html';
import { panels } from './panels';
import { aftermathPart } from './postmortem';
import { timelineData } from './timeline-data';
import { tracesPart, versionTable } from './traces';

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
  const intro = `<p class="quiet">A release through the synthesized pipeline, on this machine. All times are cloud time.</p>`;
  return document(`Rehearsal of ${names}`, intro + sections.map(renderSection).join(''));
}

/** One rehearsal as a part of the report. */
export function renderSection({ title, recording }: ReportSection): string {
  const { result, events, asExpected } = recording;
  const causes = causeFacts(result);
  const verdict = asExpected ? 'as the scenario expects' : 'not what the scenario expects';
  return (
    `<section><h2>${escapeHtml(title)}</h2><p><span class="badge ${result.outcome}">${escapeHtml(result.outcome)}</span> ` +
    `<span class="quiet">${escapeHtml(`${result.service} to ${result.environment}, scenario ${result.scenario}, ${verdict}`)}</span></p>` +
    `<p class="lead">${escapeHtml(summarySentence(result)).replaceAll(' %', '&nbsp;%')}</p>${causes.length === 0 ? '' : factList(causes)}${tiles(result)}` +
    `<h3>Timeline</h3>${panels(timelineData(events))}` +
    `<h3>Versions</h3>${versionTable(result)}<h3>Traces</h3>${tracesPart(events, result)}` +
    `<h3>Summary</h3>${factList(resultFacts(result))}${aftermathPart(events, result)}` +
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
  const { outcome, requests: felt, cloudSeconds, strategy, stoppedAt = '' } = result;
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

function tiles(result: RehearsalResult): string {
  const { requests, cloudSeconds, outcome } = result;
  const list: Tile[] = [
    { value: count(requests.total), label: 'requests' },
    { value: count(requests.failed), label: 'failed', bad: requests.failed > 0 },
    { value: percent(requests.failedPercent), label: 'of the requests failed', bad: requests.failed > 0 },
    { value: count(requests.servedByGreen), label: 'answered by the new version' },
    { value: milliseconds(requests.p99Ms), label: 'p99 latency' },
    // Whole seconds, as the summary below shows them.
    { value: duration(Math.floor(cloudSeconds.total)), label: 'from commit to end' },
  ];
  if (outcome === 'rolled-back') {
    list.push({ value: duration(cloudSeconds.detect), label: 'until it was found' });
    list.push({ value: duration(cloudSeconds.rollback), label: 'until it was undone' });
  }
  const scale = scaleText(result).map((text) => `<p class="quiet">${escapeHtml(text)}.</p>`);
  return `${tileRow(list)}${scale.join('')}`;
}

function factList(facts: readonly (readonly [string, string])[]): string {
  const items = facts.map(([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`);
  return `<dl>${items.join('')}</dl>`;
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
    case 'trace':
      return `${event.id}, ${event.why}`;
    default:
      return undefined;
  }
}
