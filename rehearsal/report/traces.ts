import { escapeHtml } from '../../app/shared/escape-html';
import { clockTime, count, exactMilliseconds, percent } from '../cli/numbers';
import { tracesFact } from '../cli/telemetry-facts';
import type { RehearsalEvent, RehearsalResult } from '../events';
import type { TraceEvent, TraceSpan } from '../trace-event';
import { whereTimeWent } from '../traces/where-time-went';
import { table } from './html';
import { position } from './scale';

/** Drawing units of a bar; it is stretched to the width that it gets. */
const WIDTH = 1000;
/** Least width of a bar, so that what took no time can be seen. */
const LEAST = 6;
/** Levels that are indented; deeper ones stand below each other. */
const MOST_INDENT = 8;

/** Errors and latency of each version, as a table. */
export function versionTable({ versions }: RehearsalResult): string {
  const rows = versions.map(({ service, version, seenBy, requests, failed, failedPercent, p50Ms, p99Ms }) => [
    service,
    version === 'none' ? 'no task answered' : version,
    `${count(requests)} requests`,
    failed === 0 ? 'none failed' : `${count(failed)} failed (${percent(failedPercent)})`,
    `p50 ${exactMilliseconds(p50Ms)}`,
    `p99 ${exactMilliseconds(p99Ms)}`,
    seenBy === 'users' ? 'seen by the users' : 'measured by the service',
  ]);
  const headings = ['service', 'version', 'requests', 'failed', 'p50', 'p99', 'by whom'];
  return table(headings, rows, 'No version answered a request.');
}

/** The traces that were chosen, each as a waterfall, and how much was traced. */
export function tracesPart(events: readonly RehearsalEvent[], result: RehearsalResult): string {
  const traces = events.filter((event): event is TraceEvent => event.type === 'trace');
  if (traces.length === 0) return `<p class="quiet">${escapeHtml(sentenceCase(tracesFact(result)))}.</p>`;
  const about =
    'Single requests through the services. Their times are those of this machine, not cloud time.';
  return `<p class="quiet">${about}</p>${traces.map((trace) => waterfall(trace, result)).join('')}`;
}

function waterfall(trace: TraceEvent, result: RehearsalResult): string {
  const { id, why, at, durationMs, spans, notes, environment } = trace;
  const where = result.environments === undefined ? '' : `${environment}, `;
  const about = `${where}${id}, began at ${clockTime(at)}, took ${exactMilliseconds(durationMs)}`;
  const rows = spans.map((span) => row(span, durationMs, isNew(span, result)));
  const words = [whereTimeWent(spans), ...notes].map((sentence) => `<p>${escapeHtml(sentence)}</p>`);
  return (
    `<figure class="trace"><figcaption><b>${escapeHtml(sentenceCase(why))}</b> <span>${escapeHtml(about)}</span>` +
    `<span class="legend"><i class="green"></i>the new version <i></i>others <i class="bad"></i>failed</span></figcaption>` +
    `${rows.join('')}${words.join('')}</figure>`
  );
}

function row(span: TraceSpan, totalMs: number, fresh: boolean): string {
  const { depth, service, version, name, kind, startMs, durationMs, status, failed } = span;
  const left = Math.min((position(startMs, 0, totalMs) / 100) * WIDTH, WIDTH - LEAST);
  const end = (position(startMs + durationMs, 0, totalMs) / 100) * WIDTH;
  const state = failed ? 'bad' : fresh ? 'new' : 'old';
  const label = `${service} ${version} ${name}: ${exactMilliseconds(durationMs)} from ${exactMilliseconds(startMs)}`;
  const ending = [exactMilliseconds(durationMs), status ?? '', failed ? '✘' : ''].filter(
    (part) => part !== '',
  );
  return (
    `<div class="call"><span class="name" style="--d:${Math.min(depth, MOST_INDENT)}">` +
    `<b>${escapeHtml(service)}</b> ${escapeHtml(version)} <em>${kind === 'client' ? '→ ' : ''}${escapeHtml(name)}</em></span>` +
    `<svg viewBox="0 0 ${WIDTH} 10" preserveAspectRatio="none" role="img" aria-label="${escapeHtml(label)}">` +
    `<rect class="span ${state}" x="${left}" y="0" width="${Math.max(LEAST, end - left)}" height="10"/></svg>` +
    `<span class="end">${escapeHtml(ending.join(' · '))}</span></div>`
  );
}

function isNew({ version }: TraceSpan, { versionAfter }: RehearsalResult): boolean {
  return version === versionAfter;
}

function sentenceCase(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
