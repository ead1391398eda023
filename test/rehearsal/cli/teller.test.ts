import { Teller } from '../../../rehearsal/cli/teller';
import { Terminal } from '../../../rehearsal/cli/terminal';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { TEST_EVENTS, testResult } from './result-fixture';
import { testTrace } from './trace-fixture';

function tell(events: readonly RehearsalEvent[], live = false, colour = false): string {
  let written = '';
  const teller = new Teller(new Terminal({ write: (text) => (written += text), live, colour }));
  for (const event of events) teller.show(event);
  return written;
}

describe('Teller', () => {
  const text = tell([...TEST_EVENTS, testResult()]);

  it('tells phases, traffic, hooks, alarms, users and tasks with their cloud time', () => {
    expect(text.split('\n').map((line) => line.trimEnd())).toEqual(
      expect.arrayContaining([
        '  00:09            ✔ build         9.0 s',
        '  00:10  Build     ✔ 12 tests',
        '  01:40  deploy    d-1 Created',
        '  01:50  task      t1 (abc123) healthy',
        '  02:10  hook      AfterAllowTestTraffic Succeeded',
        '  02:20  traffic   blue ██████████████████ 90 %  green ██ 10 %',
        '  03:20  users     blue 45 requests, none failed; p99 9 ms',
        '  03:25  alarm     shop-green-errors ALARM: 1 of 1 periods above 5: 40',
        '  03:25  users     green 5 (2 failed, 40 %) requests; p99 30 ms',
        '  03:40  Deploy    ✘ alarm shop-green-errors is in ALARM',
      ]),
    );
  });

  it('keeps to 80 columns and to plain lines in a log file', () => {
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\r');
  });

  it('closes with the outcome, why, what users felt and what serves now', () => {
    const block = text.slice(text.indexOf('───'));
    expect(block).toContain('ROLLED BACK  storefront to sandbox, code-deploy canary, error-spike');
    expect(block).toContain('why         Deploy: alarm shop-green-errors is in ALARM');
    expect(block).toContain('users       1,200 requests, 3 failed (0.25 %); p50 3 ms, p99 12 ms');
    expect(block).toContain('time        11:40 in all; found in 1 min 5 s, undone in 20 s');
    expect(block).toContain('serving     version before');
    expect(block).toContain('unchecked   nothing');
  });

  it('shows the first trace of each environment', () => {
    const other = testTrace({ why: 'a usual request on the version before' });
    const traced = tell([testTrace(), other, testTrace({ environment: 'production' })]);
    expect(traced.match(/^Trace 1-/gm)).toHaveLength(2);
    expect(traced).not.toContain('the version before');
  });

  it('shows the last lines of output only of an action that failed', () => {
    expect(text).not.toContain('compiling <everything>');
    const failed: RehearsalEvent = {
      type: 'action',
      at: 5,
      stage: 'Build',
      action: 'Build',
      status: 'failed',
      detail: 'no',
    };
    const lines = Array.from({ length: 40 }, (_none, n): RehearsalEvent => ({
      type: 'log',
      at: 1,
      source: 'Build',
      line: `line ${n}`,
    }));
    const told = tell([...lines, { type: 'log', at: 1, source: 'other', line: 'not this' }, failed]);
    expect(told).toContain('line 39');
    expect(told).not.toContain('line 24');
    expect(told).not.toContain('not this');
  });

  it('rewrites a line in place and colours only where the terminal can', () => {
    const told = tell(TEST_EVENTS, true, true);
    expect(told).toContain('\r\u001b[K');
    expect(told).toContain('\u001b[31m');
  });

  const healthy: RehearsalEvent = {
    type: 'task',
    at: 1,
    service: 'web',
    task: 't1',
    version: 'v',
    status: 'healthy',
  };
  const created: RehearsalEvent = { type: 'deployment', at: 0, id: 'd-1', service: 'web', status: 'Created' };

  it('keeps quiet about tasks, traffic and good alarms until a deployment begins', () => {
    const early: RehearsalEvent[] = [
      healthy,
      { type: 'traffic', at: 1, listener: 'production', weights: { blue: 100 } },
      { type: 'alarm', at: 1, name: 'a', state: 'OK', reason: 'fine' },
    ];
    expect(tell(early)).toBe('');
    expect(
      tell([created, ...early])
        .trim()
        .split('\n'),
    ).toHaveLength(4);
  });

  it.each<[RehearsalEvent, string]>([
    [{ ...healthy, status: 'unhealthy', detail: '3 checks failed' }, 't1 (v) unhealthy: 3 checks failed'],
    [{ ...healthy, status: 'stopped', detail: 'exit code 1' }, 't1 (v) stopped: exit code 1'],
    [{ type: 'traffic', at: 1, listener: 'test', weights: { green: 100 } }, '  00:01  test      green ██'],
    [
      { type: 'hook', at: 1, event: 'E', function: 'f', status: 'Failed', detail: 'slow' },
      'hook      E Failed: slow',
    ],
    [{ type: 'note', at: 1, text: 'Starts 2 service(s).' }, '  00:01  note      Starts 2 service(s).'],
    [
      { type: 'action', at: 1, stage: 's', action: 'Ask', status: 'succeeded' },
      '  00:01  Ask       ✔ succeeded',
    ],
    [
      { type: 'phase', at: 1, stage: 's', action: 'B', phase: 'build', status: 'failed', seconds: 0 },
      '✘ build         0.0 s',
    ],
  ])('tells %j', (event, expected) => expect(tell([created, event])).toContain(expected));

  it.each<[string, RehearsalEvent]>([
    ['a task that starts', { ...healthy, status: 'starting' }],
    ['a task that stopped as it should', { ...healthy, status: 'stopped' }],
    ['an alarm without data', { type: 'alarm', at: 1, name: 'a', state: 'INSUFFICIENT_DATA', reason: '' }],
    ['output', { type: 'log', at: 1, source: 'web', line: 'x' }],
    [
      'a shift of traffic twice',
      { ...created, at: 1, status: 'PRODUCTION_TRAFFIC_SHIFT', detail: '10 % to the new version' },
    ],
    ['the end of a stage', { type: 'stage', at: 1, stage: 's', status: 'succeeded' }],
  ])('does not tell %s', (_what, event) => expect(tell([created, event])).toBe(tell([created])));

  it('sums the users up once a minute, not with every sample', () => {
    const samples = Array.from({ length: 13 }, (_none, n): RehearsalEvent => ({
      ...{ type: 'sample', at: n * 10, colour: 'blue', requests: 10, failed: 0 },
      ...{ p50Ms: 1, p99Ms: 2 },
    }));
    const lines = tell(samples).trim().split('\n');
    expect(lines).toEqual([
      expect.stringContaining('01:00  users     blue 70 requests, none failed'),
      expect.stringContaining('02:00  users     blue 60 requests, none failed'),
    ]);
  });

  it('shows the share of failed requests in the line that is rewritten, also of none', () => {
    const sample = { type: 'sample' as const, at: 1, colour: 'green', p50Ms: 1, p99Ms: 2 };
    expect(tell([{ ...sample, requests: 3, failed: 1 }], true)).toContain(
      'green: 33 % of the last requests failed',
    );
    expect(tell([{ ...sample, requests: 0, failed: 0 }], true)).toContain(
      'green: 0 % of the last requests failed',
    );
  });

  it('forgets the output of an action that went well', () => {
    const action = { type: 'action' as const, at: 1, stage: 's', action: 'Build' };
    const told = tell([
      { type: 'log', at: 0, source: 'Build', line: 'of the first run' },
      { ...action, status: 'succeeded' },
      { type: 'log', at: 2, source: 'Build', line: `${'long '.repeat(30)}` },
      { type: 'log', at: 2, source: 'Build', line: '   ' },
      { ...action, status: 'failed' },
    ]);
    expect(told).not.toContain('of the first run');
    expect(told.trimEnd().split('\n').at(-1)).toBe(`      ${'long '.repeat(30).slice(0, 73)}…`);
  });
});
