import type { TraceEvent, TraceSpan } from '../trace-event';
import { whereTimeWent } from '../traces/where-time-went';
import { clockTime, milliseconds } from './numbers';
import type { Terminal } from './terminal';

/** Columns of one line: an indent of two, the name, the bar, the duration and the status. */
const NAME = 38;
const BAR = 24;
/** Spans that are drawn; the report has more. */
const MOST_ROWS = 16;
/** Levels that are indented; deeper ones stand below each other. */
const MOST_INDENT = 6;

/** Draws one trace as a waterfall of at most 80 columns. */
export function waterfallLines(trace: TraceEvent, terminal: Terminal): void {
  const { colours } = terminal;
  terminal.heading(`Trace ${trace.id}: ${trace.why}`);
  const when = `It began at ${clockTime(trace.at)} and took ${exact(trace.durationMs)} on this machine.`;
  terminal.line(`  ${colours.dim(when)}`);
  for (const span of trace.spans.slice(0, MOST_ROWS)) {
    const paint = span.failed ? colours.red : String;
    const bar = colours.blue(bars(span, trace.durationMs));
    const end = `${exact(span.durationMs).padStart(8)} ${endOf(span)}`.trimEnd();
    terminal.line(`  ${paint(nameOf(span).padEnd(NAME))}${bar}${paint(end)}`);
  }
  const left = trace.spans.length - MOST_ROWS;
  if (left > 0) terminal.line(`  ${colours.dim(`and ${left} more spans`)}`);
  for (const note of [whereTimeWent(trace.spans), ...trace.notes]) terminal.say(`  ${note}`);
}

function nameOf({ depth, service, version, name }: TraceSpan): string {
  const indent = '  '.repeat(Math.min(depth, MOST_INDENT));
  const text = `${indent}${service} ${version} ${name}`;
  return text.length < NAME ? text : `${text.slice(0, NAME - 2)}…`;
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

/** Milliseconds with a digit more below ten, where most requests are. */
function exact(ms: number): string {
  return ms < 10 ? `${ms.toFixed(1)} ms` : milliseconds(ms);
}
