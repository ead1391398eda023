import { tracesFact, versionFacts } from '../../../rehearsal/cli/telemetry-facts';
import type { VersionSummary } from '../../../rehearsal/events';
import { testResult } from './result-fixture';

/** A version as its users saw it. */
const VERSION: VersionSummary = {
  ...{ service: 'storefront', version: 'abc123', seenBy: 'users', requests: 1234 },
  ...{ failed: 0, failedPercent: 0, p50Ms: 2.5, p99Ms: 45 },
};

it('tells what each version did', () => {
  const failing = { ...VERSION, version: 'none', requests: 1, failed: 1, failedPercent: 100 };
  expect(versionFacts(testResult({ versions: [VERSION, failing] }))).toEqual([
    ['storefront', 'abc123: 1,234 requests, none failed; p50 2.5 ms, p99 45 ms'],
    ['storefront', 'no task answered: 1 request, 1 failed (100 %); p50 2.5 ms, p99 45 ms'],
  ]);
});

const NOTHING = { ...testResult().requests, total: 0 };

it.each([
  [
    { traces: { traces: 1, spans: { catalog: 1, storefront: 1002 }, dropped: 0 } },
    '1 trace; spans: catalog 1, storefront 1,002',
  ],
  [
    { traces: { traces: 2, spans: { a: 9 }, dropped: 4 } },
    '2 traces; spans: a 9; 4 spans let go for want of room',
  ],
  [{ traces: { traces: 0, spans: {}, dropped: 0 } }, 'none was received'],
  [{}, 'none: no task has a container beside it that takes them'],
  [{ requests: NOTHING }, 'none: nothing was started'],
])('tells of %j what was traced', (changes, expected) => {
  expect(tracesFact(testResult(changes))).toBe(expected);
});
