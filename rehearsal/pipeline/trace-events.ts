import type { TraceEvent, TraceSpan } from '../trace-event';
import type { AssembledTrace, PlacedSpan } from '../traces/assemble-trace';
import type { ChosenTrace } from '../traces/choose-traces';

/** Spans of one trace that are told; the first ones, which are those nearest to its beginning. */
const MOST_SPANS = 100;

/** A chosen trace as an event; `at` is when its request began. */
export function traceEvent({ why, trace }: ChosenTrace, environment: string, at: number): TraceEvent {
  const left = trace.spans.length - MOST_SPANS;
  const notes = left > 0 ? [...trace.notes, `${left} more spans are left out here.`] : trace.notes;
  return {
    type: 'trace',
    at: Math.round(at * 1000) / 1000,
    environment,
    id: xrayId(trace),
    why,
    durationMs: trace.durationMs,
    spans: trace.spans.slice(0, MOST_SPANS).map(toSpan),
    notes,
  };
}

function xrayId({ id }: AssembledTrace): string {
  return `1-${id.slice(0, 8)}-${id.slice(8)}`;
}

function toSpan({ span, depth, startMs, selfMs }: PlacedSpan): TraceSpan {
  const { id, parentId, service, version, name, kind, durationMs, failed, status, message, attributes } =
    span;
  return {
    id,
    ...(parentId === undefined ? {} : { parentId }),
    ...{
      depth,
      service,
      version,
      name,
      kind,
      startMs,
      durationMs: Math.round(durationMs * 1000) / 1000,
      selfMs,
      failed,
    },
    ...(status === undefined ? {} : { status }),
    ...(message === undefined ? {} : { message }),
    attributes,
  };
}
