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
      'Production traffic',
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

describe('summarySentence', () => {
  it('says how a release ended and what users felt of it', () => {
    expect(summarySentence(testResult())).toBe(
      'The release was rolled back without help: found after 1 min 5 s, undone in 20 s. 3 of 600 requests failed (0.5 %).',
    );
    const window = { ...testResult().window, failed: 0, failedPercent: 0 };
    expect(summarySentence(testResult({ outcome: 'released', window }))).toBe(
      'The new version was released by canary. None of 600 requests failed.',
    );
  });
});
