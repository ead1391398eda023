import type { RehearsalEvent, RehearsalResult } from '../../../rehearsal/events';
import { renderReport, summarySentence } from '../../../rehearsal/report/render-report';
import { testResult, TEST_EVENTS } from '../cli/result-fixture';

const recording = { events: TEST_EVENTS, result: testResult(), asExpected: true };
const page = renderReport([{ title: 'a <bad> release', recording }]);

describe('renderReport', () => {
  it('is one document that loads nothing and escapes what it shows', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|<link|<img|src=|url\(|@import/);
    expect(page).toContain('a &lt;bad&gt; release');
  });

  it('has every picture, with a line or an area for each colour', () => {
    for (const title of [
      'What happened',
      'Users&#39; traffic',
      'Requests per sample',
      'Failed requests',
      'Latency',
      'Alarms',
    ]) {
      expect(page).toContain(title);
    }
    for (const name of ['area blue', 'area green', 'line blue', 'line green', 'line thin green', 'bars']) {
      expect(page).toContain(`<path class="${name}" d="M`);
    }
    expect(page).toMatch(/class="span bad"[^>]*><title>03:25 ALARM/);
  });

  it('lists hooks, alarms and what was not acted out', () => {
    expect(page).toContain('<td>AfterAllowTestTraffic</td><td>Succeeded</td><td>check</td>');
    expect(page).toContain('<td>shop-green-errors</td><td>ALARM</td><td>1 of 1 periods above 5: 40</td>');
    expect(page).toContain('Everything in the assembly was acted out');
    const unchecked = { ...recording, result: testResult({ unchecked: ['Stack: AWS::Thing'] }) };
    expect(renderReport([{ title: 'x', recording: unchecked }])).toContain('<td>Stack: AWS::Thing</td>');
  });

  it('stands a rehearsal in which nothing was started', () => {
    const none = { total: 0, failed: 0, failedPercent: 0, servedByGreen: 0, p50Ms: 0, p99Ms: 0 };
    const result = testResult({
      outcome: 'stopped',
      stoppedAt: 'Build',
      requests: none,
      window: none,
      alarms: [],
      hooks: [],
    });
    const empty = renderReport([{ title: 'x', recording: { events: [], result, asExpected: false } }]);
    expect(empty).toContain('The pipeline stopped at Build. No user was there to notice.');
    expect(empty).toContain('not what the scenario expects');
    expect(empty).not.toContain('NaN');
    expect(empty).not.toContain('undefined');
  });
});

/** The page of a result, with what happened before it. */
function pageOf(result: RehearsalResult, events: readonly RehearsalEvent[] = TEST_EVENTS): string {
  return renderReport([{ title: 'x', recording: { events, result, asExpected: true } }]);
}

/** Value and label of every tile. */
function tiles(html: string): string[] {
  return [...html.matchAll(/<div class="tile[^"]*"><b>([^<]*)<\/b><span>([^<]*)/g)].map(
    ([, value, label]) => `${value} ${label}`,
  );
}

describe('the tiles', () => {
  it('tell what users felt, and how long it took', () => {
    expect(tiles(page)).toEqual([
      ...['1,200 requests', '3 failed', '0.25 % of the requests failed', '40 answered by the new version'],
      ...['12 ms p99 latency', '11 min 40 s from commit to end'],
      ...['1 min 5 s until it was found', '20 s until it was undone'],
    ]);
    expect(page).toContain('style="--n:4"');
    expect(page.match(/class="tile bad"/g)).toHaveLength(2);
  });

  it('have no time of a rollback when there was none', () => {
    const released = pageOf(testResult({ outcome: 'released' }));
    expect(tiles(released)).toHaveLength(6);
    expect(released).toContain('style="--n:3"');
    expect(released).toContain('<span class="badge released">');
  });

  it('tell of all requests when no deployment was begun, and mark nothing without a failure', () => {
    const { window, requests } = testResult();
    const none = { ...window, total: 0, failed: 0, failedPercent: 0 };
    const stopped = pageOf(
      testResult({
        outcome: 'stopped',
        window: none,
        requests: { ...requests, failed: 0, failedPercent: 0 },
      }),
    );
    expect(tiles(stopped)[0]).toBe('1,200 requests');
    expect(stopped).not.toContain('tile bad');
  });

  it('show the same time as the summary, whatever the fraction of a second', () => {
    const cloudSeconds = { total: 414.7, detect: 43, rollback: 23 };
    const html = pageOf(testResult({ cloudSeconds }));
    expect(tiles(html)).toContain('6 min 54 s from commit to end');
    expect(html).toContain('06:54 in all');
  });
});

describe('the tables', () => {
  it('show the states of the result when no alarm changed', () => {
    const html = pageOf(testResult(), []);
    expect(html).toContain('<tr><td>shop-green-errors</td><td>ALARM</td></tr>');
    expect(html).toContain('No hook ran.');
    expect(html).toContain('Nothing happened.');
  });

  it('leave out that an alarm has no data yet', () => {
    expect(page).not.toContain('<td>INSUFFICIENT_DATA</td>');
  });

  it('say when no alarm watched', () => {
    expect(pageOf(testResult({ alarms: [] }), [])).toContain('No alarm watched this release.');
  });

  const AT = { at: 65 };
  it.each<[RehearsalEvent, string]>([
    [{ type: 'stage', ...AT, stage: 'Build', status: 'failed' }, 'Build failed'],
    [{ type: 'note', ...AT, text: 'a <note>' }, 'a &lt;note&gt;'],
    [
      { type: 'action', ...AT, stage: 's', action: 'Prepare', status: 'failed', detail: 'no image' },
      'Prepare failed: no image',
    ],
    [
      { type: 'task', ...AT, service: 'web', task: 't1', version: 'v2', status: 'stopped', detail: 'boom' },
      't1 (v2) stopped: boom',
    ],
    [{ type: 'deployment', ...AT, id: 'd-1', service: 'web', status: 'Created' }, 'd-1 Created'],
    [
      { type: 'traffic', ...AT, listener: 'production', weights: { blue: 66.7, green: 33.3 } },
      'production: blue 67 %, green 33 %',
    ],
    [
      { type: 'hook', ...AT, event: 'AfterInstall', function: 'f', status: 'Failed', detail: 'no' },
      'AfterInstall Failed: no',
    ],
    [{ type: 'alarm', ...AT, name: 'errors', state: 'OK', reason: 'fine' }, 'errors OK: fine'],
    [{ type: 'phase', ...AT, stage: 's', action: 'a', phase: 'build', status: 'started' }, 'build started'],
  ])('tell %j in words', (event, text) => {
    expect(pageOf(testResult(), [event])).toContain(`<td>01:05</td><td>${event.type}</td><td>${text}</td>`);
  });

  it('keep the log and the samples out of what happened', () => {
    const events: RehearsalEvent[] = [
      { type: 'log', at: 1, source: 'web', line: 'a line' },
      { type: 'sample', at: 2, colour: 'blue', requests: 1, failed: 0, p50Ms: 1, p99Ms: 1 },
    ];
    expect(pageOf(testResult(), events)).toContain('Nothing happened.');
  });
});

describe('a report of several rehearsals', () => {
  const other = { ...recording, result: testResult({ service: 'catalog & co' }) };
  const both = renderReport([
    { title: 'one', recording },
    { title: 'two', recording: other },
    { title: 'three', recording },
  ]);

  it('names every service once', () => {
    expect(both).toContain('<title>Rehearsal of storefront, catalog &amp; co</title>');
    expect(both).toContain('<h1>Rehearsal of storefront, catalog &amp; co</h1>');
  });

  it('has a section with a timeline for each', () => {
    expect([...both.matchAll(/<section><h2>(\w+)/g)].map(([, title]) => title)).toEqual([
      'one',
      'two',
      'three',
    ]);
    expect(both.match(/<div class="timeline">/g)).toHaveLength(3);
  });
});

describe('the first screen', () => {
  const first = page.slice(0, page.indexOf('<h3>Timeline</h3>'));

  it('has the cause, the red alarm and what a request stands for, before any picture', () => {
    expect(first).toContain('<dt>why</dt><dd>Deploy: alarm shop-green-errors is in ALARM</dd>');
    expect(first).toContain('<dt>alarms</dt><dd>went off: shop-green-errors</dd>');
    expect(first).toContain('1 request here stands for 60 in cloud time.');
    expect(page.match(/stands for/g)).toHaveLength(1);
  });

  it('says that the machine was slow', () => {
    const slow = { ...recording, result: testResult({ limits: ['This machine was busy.'] }) };
    expect(renderReport([{ title: 'x', recording: slow }])).toContain(
      '<dt>machine</dt><dd>This machine was busy. So alarms and incidents of this run are not judged.</dd>',
    );
  });

  it('counts failures as everywhere, not a second time during the deployment', () => {
    expect(first).toContain('<b>1,200</b><span>requests</span>');
    expect(page).not.toMatch(/\b600\b requests|0\.5 %/);
  });
});

describe('summarySentence', () => {
  it('says how a release ended and what users felt of it', () => {
    expect(summarySentence(testResult())).toBe(
      'The release was rolled back without help: found after 1 min 5 s, undone in 20 s. 3 of 1,200 requests failed (0.25 %).',
    );
    const requests = { ...testResult().requests, failed: 0, failedPercent: 0 };
    expect(summarySentence(testResult({ outcome: 'released', requests }))).toBe(
      'The new version was released by canary. None of 1,200 requests failed.',
    );
  });

  it('counts all requests when the pipeline stopped before a deployment', () => {
    const window = { ...testResult().window, total: 0 };
    expect(summarySentence(testResult({ outcome: 'stopped', stoppedAt: 'Prepare', window }))).toBe(
      'The pipeline stopped at Prepare. 3 of 1,200 requests failed (0.25 %).',
    );
  });
});
