import type { ReceivedSpan } from './span';

/** Spans of the services, by trace, within bounds. */
export interface TraceStore {
  add(spans: readonly ReceivedSpan[]): void;
  /** Spans of each trace that is still kept, by trace id, the oldest trace first. */
  traces(): ReadonlyMap<string, readonly ReceivedSpan[]>;
  facts(): TraceFacts;
}

/** What was received, counted; also what is no longer kept. */
export interface TraceFacts {
  /** Different traces. */
  readonly traces: number;
  /** Spans by the name of the service that exported them. */
  readonly spans: Readonly<Record<string, number>>;
  /** Spans that were let go to stay within bounds. */
  readonly dropped: number;
}

/** How much is kept at most. */
export interface Bounds {
  readonly spans: number;
  readonly spansOfTrace: number;
  readonly services: number;
}

const BOUNDS: Bounds = { spans: 20_000, spansOfTrace: 1_000, services: 50 };
/** Name under which the spans of further services are counted. */
const OTHERS = 'others';

/**
 * Makes an empty store. Exporters send again what was not answered in time, so a span that is there already is not
 * counted again. When it is full, the oldest traces go.
 */
export function createTraceStore(bounds: Bounds = BOUNDS): TraceStore {
  const kept = new Map<string, Map<string, ReceivedSpan>>();
  const counts = new Map<string, number>();
  let size = 0;
  let traces = 0;
  let dropped = 0;
  const makeRoom = (): void => {
    for (const [id, spans] of kept) {
      if (size <= bounds.spans) return;
      kept.delete(id);
      size -= spans.size;
      dropped += spans.size;
    }
  };
  const addOne = (span: ReceivedSpan): void => {
    let trace: Map<string, ReceivedSpan> | undefined = kept.get(span.traceId);
    if (trace?.has(span.id)) return;
    if (trace === undefined) {
      trace = new Map();
      kept.set(span.traceId, trace);
      traces += 1;
    }
    countUp(counts, span.service, bounds.services);
    if (trace.size >= bounds.spansOfTrace) {
      dropped += 1;
      return;
    }
    trace.set(span.id, span);
    size += 1;
  };
  return {
    add: (spans) => {
      spans.forEach(addOne);
      makeRoom();
    },
    traces: () => new Map([...kept].map(([id, spans]) => [id, [...spans.values()]])),
    facts: () => ({ traces, spans: Object.fromEntries([...counts].sort(byName)), dropped }),
  };
}

function countUp(counts: Map<string, number>, service: string, most: number): void {
  const name = counts.has(service) || counts.size < most ? service : OTHERS;
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function byName([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : 1;
}
