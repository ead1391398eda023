import type { TraceEvent, TraceSpan } from '../../../rehearsal/trace-event';

/** A span of the new version of the storefront. */
export function testTraceSpan(changes: Partial<TraceSpan> = {}): TraceSpan {
  return {
    ...{ id: '0000000000000001', depth: 0, service: 'storefront', version: '1f3c9a2b7d10', name: 'GET /' },
    ...{ kind: 'server', startMs: 0, durationMs: 20, selfMs: 4, failed: false, status: 200 },
    attributes: { release_version: '1f3c9a2b7d10' },
    ...changes,
  };
}

/** A request that went from the new storefront to the catalog and back. */
export function testTrace(changes: Partial<TraceEvent> = {}): TraceEvent {
  return {
    type: 'trace',
    at: 185,
    environment: 'sandbox',
    id: '1-6b02ae8f-9e750abd6fba2ea32adb6bb6',
    why: 'a usual request on the new version',
    durationMs: 20,
    spans: [
      testTraceSpan(),
      testTraceSpan({
        depth: 1,
        name: 'GET /products',
        kind: 'client',
        startMs: 2,
        durationMs: 16,
        selfMs: 6,
      }),
      testTraceSpan({
        ...{ depth: 2, service: 'catalog', version: 'before', name: 'GET /products' },
        ...{ startMs: 4, durationMs: 10, selfMs: 10 },
      }),
    ],
    notes: [],
    ...changes,
  };
}
