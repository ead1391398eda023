import type { ReceivedSpan } from '../../../rehearsal/traces/span';

/** A span of a trace that began at 1000 ms, given by its id, its parent, and when it began and ended. */
export function testSpan(
  id: string,
  parentId: string | undefined,
  from: number,
  to: number,
  changes: Partial<ReceivedSpan> = {},
): ReceivedSpan {
  return {
    traceId: '6b02ae8f9e750abd6fba2ea32adb6bb6',
    id,
    ...(parentId === undefined ? {} : { parentId }),
    service: 'storefront',
    version: 'v1',
    name: `GET /${id}`,
    kind: 'server',
    startMs: 1000 + from,
    durationMs: to - from,
    failed: false,
    attributes: {},
    ...changes,
  };
}
