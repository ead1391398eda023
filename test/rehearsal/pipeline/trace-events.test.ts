import { traceEvent } from '../../../rehearsal/pipeline/trace-events';
import { assembleTrace } from '../../../rehearsal/traces/assemble-trace';
import { testSpan } from '../traces/spans';

const ID = '6b02ae8f9e750abd6fba2ea32adb6bb6';

it('tells a trace as X-Ray names it, with every span in its place', () => {
  const spans = [
    testSpan('front', undefined, 0, 20, { status: 503, failed: true, message: 'no catalog' }),
    testSpan('back', 'front', 5, 15, { service: 'catalog', attributes: { release_version: 'v1' } }),
  ];
  const chosen = { why: 'it failed', trace: assembleTrace(ID, spans) };
  expect(traceEvent(chosen, 'sandbox', 12.34567)).toEqual({
    ...{ type: 'trace', at: 12.346, environment: 'sandbox', id: '1-6b02ae8f-9e750abd6fba2ea32adb6bb6' },
    ...{ why: 'it failed', durationMs: 20, notes: [] },
    spans: [
      expect.objectContaining({
        id: 'front',
        depth: 0,
        selfMs: 10,
        failed: true,
        status: 503,
        message: 'no catalog',
      }),
      {
        ...{ id: 'back', parentId: 'front', depth: 1, service: 'catalog', version: 'v1', name: 'GET /back' },
        ...{ kind: 'server', startMs: 5, durationMs: 10, selfMs: 10, failed: false },
        attributes: { release_version: 'v1' },
      },
    ],
  });
});

it('leaves the last spans of a huge trace out, and says so', () => {
  const spans = Array.from({ length: 250 }, (_none, index) =>
    testSpan(`s${index}`, index === 0 ? undefined : 's0', index, 300),
  );
  const event = traceEvent({ why: '', trace: assembleTrace(ID, spans) }, 'sandbox', 0);
  expect(event.spans).toHaveLength(100);
  expect(event.notes).toEqual(['150 more spans are left out here.']);
});
