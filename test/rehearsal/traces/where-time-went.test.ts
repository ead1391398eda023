import type { TraceSpan } from '../../../rehearsal/trace-event';
import { whereTimeWent } from '../../../rehearsal/traces/where-time-went';

function span(service: string, depth: number, selfMs: number, changes: Partial<TraceSpan> = {}): TraceSpan {
  return {
    id: `${service}${depth}`,
    ...{ depth, service, version: 'v1', name: 'GET /', kind: 'server', startMs: 0, durationMs: selfMs },
    ...{ selfMs, failed: false, attributes: {} },
    ...changes,
  };
}

it.each<[string, TraceSpan[], string]>([
  [
    'names the span that took most by itself',
    [span('storefront', 0, 1500), span('catalog', 1, 4)],
    'Of its time, 1.5 s (100 %) went to GET / in storefront v1.',
  ],
  [
    'also when it is the last one',
    [span('storefront', 0, 10), span('catalog', 1, 30, { name: 'GET /products', version: '' })],
    'Of its time, 30 ms (75 %) went to GET /products in catalog.',
  ],
  [
    'names the innermost failure first, with its message',
    [
      span('storefront', 0, 10, { failed: true, status: 503 }),
      span('storefront', 1, 5, {
        failed: true,
        message: 'connect ECONNREFUSED',
        name: 'GET catalog',
        kind: 'client',
      }),
    ],
    'It failed in the call GET catalog of storefront v1: connect ECONNREFUSED. Of its time, 10 ms (67 %) went to GET / in storefront v1.',
  ],
  [
    'names a failure without a message by its status',
    [span('storefront', 0, 10, { failed: true, status: 500 })],
    'It failed in GET / in storefront v1: status 500. Of its time, 10 ms (100 %) went to GET / in storefront v1.',
  ],
  [
    'names a failure without an answer',
    [span('storefront', 0, 0, { failed: true })],
    'It failed in GET / in storefront v1: no answer. Of its time, 0 ms (100 %) went to GET / in storefront v1.',
  ],
  ['has nothing to say of nothing', [], 'It has no span.'],
])('%s', (_what, spans, expected) => {
  expect(whereTimeWent(spans)).toBe(expected);
});
