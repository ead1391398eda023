import { Teller } from '../../../rehearsal/cli/teller';
import { Terminal } from '../../../rehearsal/cli/terminal';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { TEST_EVENTS, testResult } from './result-fixture';

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
        '  00:09            ✔ build       9.0 s'.replace('       9', ' 9'),
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
});
