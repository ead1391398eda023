import { tracesPart, versionTable } from '../../../rehearsal/report/traces';
import { testResult } from '../cli/result-fixture';
import { testTrace, testTraceSpan } from '../cli/trace-fixture';

const result = testResult({ versionAfter: '1f3c9a2b7d10' });

/** Class, left edge and width of every bar. */
function bars(html: string): string[] {
  return [...html.matchAll(/class="span (\w+)" x="([\d.]+)" y="0" width="([\d.]+)"/g)].map((match) =>
    match.slice(1).join(' '),
  );
}

describe('the waterfall', () => {
  it('has a bar for each span at its time, in the colour of its version', () => {
    expect(bars(tracesPart([testTrace()], result))).toEqual(['new 0 1000', 'new 100 800', 'old 200 500']);
  });

  it('has the spans indented, with service, version, what they did and how it ended', () => {
    const page = tracesPart([testTrace()], result);
    expect(page).toContain('style="--d:1"><b>storefront</b> 1f3c9a2b7d10 <em>→ GET /products</em>');
    expect(page).toContain('<span class="end">10 ms · 200</span>');
    expect(page).toContain('A usual request on the new version');
    expect(page).toContain('began at 03:05, took 20 ms');
    expect(page).toContain('went to GET /products in catalog before.');
  });

  it('marks what failed, before the colour of its version', () => {
    const page = tracesPart(
      [testTrace({ spans: [testTraceSpan({ failed: true, status: undefined })] })],
      result,
    );
    expect(bars(page)).toEqual(['bad 0 1000']);
    expect(page).toContain('<span class="end">20 ms · ✘</span>');
  });

  it('stays inside its picture and escapes what services say', () => {
    const spans = [testTraceSpan({ startMs: 900, durationMs: 1e9, name: '<script>', service: '"&' })];
    const page = tracesPart([testTrace({ spans, notes: ['a <b> note'], why: '<i>' })], result);
    expect(bars(page)).toEqual(['new 994 6']);
    expect(page).not.toMatch(/<script|<b><i>|"">|a <b>/);
    expect(page).toContain('a &lt;b&gt; note');
  });

  it('names the environment when there are several', () => {
    const { strategy } = result;
    const promoted = testResult({
      environments: [{ environment: 'sandbox', strategy, outcome: 'released' }],
    });
    expect(tracesPart([testTrace()], promoted)).toContain('<span>sandbox, 1-6b02ae8f-');
    expect(tracesPart([testTrace()], result)).not.toContain('sandbox');
  });

  it('says why there is none', () => {
    expect(tracesPart([], result)).toContain('None: no task has a container beside it that takes them.');
  });
});

describe('the table of versions', () => {
  it('has errors and latency of each', () => {
    const row = {
      service: 'storefront',
      requests: 1200,
      failed: 3,
      failedPercent: 0.25,
      p50Ms: 3,
      p99Ms: 12,
    };
    const versions = [
      { ...row, version: 'before', seenBy: 'users' as const },
      { ...row, version: 'none', seenBy: 'service' as const, failed: 0 },
    ];
    const page = versionTable({ ...result, versions });
    const cells = [...page.matchAll(/<td>([^<]*)<\/td>/g)].map(([, text]) => text);
    expect(cells.slice(0, 7)).toEqual([
      ...['storefront', 'before', '1,200 requests', '3 failed (0.25 %)', 'p50 3.0 ms', 'p99 12 ms'],
      'seen by the users',
    ]);
    expect(cells.slice(7)).toEqual(expect.arrayContaining(['no task answered', 'measured by the service']));
  });

  it('says when no version answered', () => {
    expect(versionTable(result)).toContain('No version answered a request.');
  });
});
