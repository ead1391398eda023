import { milliseconds } from '../cli/numbers';
import type { TraceSpan } from '../trace-event';

/** The span that took the most time by itself, in a sentence; and the deepest failed one, when there is one. */
export function whereTimeWent(spans: readonly TraceSpan[]): string {
  const [first, ...rest] = spans;
  if (first === undefined) return 'It has no span.';
  const slowest = rest.reduce((most, span) => (span.selfMs > most.selfMs ? span : most), first);
  const total = spans.reduce((sum, { selfMs }) => sum + selfMs, 0);
  const share = total > 0 ? Math.round((slowest.selfMs / total) * 100) : 100;
  const time = `Of its time, ${milliseconds(slowest.selfMs)} (${share} %) went to ${titleOf(slowest)}.`;
  const failed = spans.filter((span) => span.failed).reduce<TraceSpan | undefined>(deeper, undefined);
  if (failed === undefined) return time;
  const why = failed.message ?? (failed.status === undefined ? 'no answer' : `status ${failed.status}`);
  return `It failed in ${titleOf(failed)}: ${why}. ${time}`;
}

function deeper(best: TraceSpan | undefined, span: TraceSpan): TraceSpan {
  return best === undefined || span.depth > best.depth ? span : best;
}

function titleOf({ service, name, version, kind }: TraceSpan): string {
  const who = version === '' ? service : `${service} ${version}`;
  return kind === 'client' ? `the call ${name} of ${who}` : `${name} in ${who}`;
}
