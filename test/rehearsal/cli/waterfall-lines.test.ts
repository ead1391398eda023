import { Terminal } from '../../../rehearsal/cli/terminal';
import { waterfallLines } from '../../../rehearsal/cli/waterfall-lines';
import type { TraceEvent } from '../../../rehearsal/trace-event';
import { testTrace, testTraceSpan } from './trace-fixture';

function draw(trace: TraceEvent): string[] {
  let written = '';
  waterfallLines(trace, new Terminal({ write: (text) => (written += text), live: false, colour: false }));
  return written.split('\n').map((line) => line.trimEnd());
}

it('draws each span under the one that caused it, with its version, time and status', () => {
  expect(draw(testTrace())).toEqual([
    '',
    'Trace 1-6b02ae8f-9e750abd6fba2ea32adb6bb6: a usual request on the new version',
    '  It began at 03:05 and took 20 ms on this machine.',
    '  storefront 1f3c9a2 GET /                  ████████████████████   20 ms 200',
    '   storefront 1f3c9a2 → GET /products         ████████████████     16 ms 200',
    '    catalog before GET /products                ██████████         10 ms 200',
    '  Of its time, 10 ms (50 %) went to GET /products in catalog before.',
    '',
  ]);
});

it('marks what failed and tells why', () => {
  const failed = testTraceSpan({ failed: true, status: 500, message: 'planted fault', selfMs: 20 });
  const lines = draw(testTrace({ spans: [failed] }));
  expect(lines).toContain('  storefront 1f3c9a2 GET /                  ████████████████████   20 ms 500 ✘');
  expect(lines.join(' ')).toContain('It failed in GET / in storefront 1f3c9a2b7d10: planted fault.');
});

it('marks what is too short to draw, at its place', () => {
  const short = testTraceSpan({ startMs: 19.99, durationMs: 0.01, selfMs: 0 });
  expect(draw(testTrace({ spans: [testTraceSpan(), short] }))[4]).toBe(
    '  storefront 1f3c9a2 GET /                                     ▏  0.0 ms 200',
  );
});

it('keeps to 80 columns and to so many lines, whatever it gets', () => {
  const spans = Array.from({ length: 100 }, (_none, depth) =>
    testTraceSpan({
      depth,
      name: `GET /${'long/'.repeat(30)}`,
      durationMs: 1e9,
      startMs: -5,
      status: undefined,
    }),
  );
  const lines = draw(
    testTrace({ why: 'very '.repeat(40), spans, durationMs: 0, notes: ['note '.repeat(40)] }),
  );
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines).toContain('  and 84 more spans');
  expect(lines.length).toBeLessThan(40);
  expect(lines.join()).not.toMatch(/NaN|undefined|Infinity/);
});
