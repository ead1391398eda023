import { plainText, truncate } from '../../app/shared/plain-text';
import type { TraceEvent, TraceSpan } from '../trace-event';
import { whereTimeWent } from '../traces/where-time-went';
import { clockTime, exactMilliseconds } from './numbers';
import type { Terminal } from './terminal';
import { wrap } from './wrap';

/** Columns of one line: an indent of two, the name, the bar, the duration and the status. */
const WIDTH = 80;
const NAME = 42;
const BAR = 20;
/** Spans that are drawn; the report has more. */
const MOST_ROWS = 16;
/** Levels that are indented; deeper ones stand below each other. */
const MOST_INDENT = 6;

/** Draws one trace as a waterfall of at most 80 columns. */
export function waterfallLines(trace: TraceEvent, terminal: Terminal): void {
  const { colours } = terminal;
  terminal.heading(`Trace ${trace.id}: ${trace.why}`);
  const when = `It began at ${clockTime(trace.at)} and took ${exactMilliseconds(trace.durationMs)} on this machine.`;
  terminal.line(`  ${colours.dim(when)}`);
  for (const span of trace.spans.slice(0, MOST_ROWS)) {
    const paint = span.failed ? colours.red : String;
    const bar = colours.blue(bars(span, trace.durationMs));
    const end = `${exactMilliseconds(span.durationMs).padStart(8)} ${endOf(span)}`.trimEnd();
    terminal.line(`  ${paint(nameOf(span).padEnd(NAME))}${bar}${paint(end)}`);
  }
  const left = trace.spans.length - MOST_ROWS;
  if (left > 0) terminal.line(`  ${colours.dim(`and ${left} more spans`)}`);
  for (const note of [whereTimeWent(trace.spans), ...trace.notes]) {
    for (const line of wrap(note, WIDTH - 2)) terminal.line(`  ${line}`);
  }
}

function nameOf({ depth, service, version, name, kind }: TraceSpan): string {
  const indent = ' '.repeat(Math.min(depth, MOST_INDENT));
  const text = `${indent}${service} ${shortened(version)} ${kind === 'client' ? '→ ' : ''}${name}`;
  return truncate(plainText(text), NAME - 1);
}

/** A commit id can be told by its first digits. */
function shortened(version: string): string {
  return /^[0-9a-f]{12,}$/.test(version) ? version.slice(0, 7) : version;
}

/** `▏` marks what is too short to be drawn. */
function bars({ startMs, durationMs }: TraceSpan, totalMs: number): string {
  const scale = totalMs > 0 ? BAR / totalMs : 0;
  const from = Math.min(BAR - 1, Math.max(0, Math.floor(startMs * scale)));
  const length = Math.min(BAR - from, Math.round(durationMs * scale));
  return `${' '.repeat(from)}${length > 0 ? '█'.repeat(length) : '▏'}`.padEnd(BAR);
}

function endOf({ status, failed }: TraceSpan): string {
  return `${status ?? ''}${failed ? ' ✘' : ''}`.trim();
}
