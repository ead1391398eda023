import { causeFacts, resultFacts, resultLines, scaleText } from '../../../rehearsal/cli/result-block';
import { Terminal } from '../../../rehearsal/cli/terminal';
import type { RehearsalResult } from '../../../rehearsal/events';
import { testResult } from './result-fixture';

const NONE = { total: 0, failed: 0, failedPercent: 0, servedByGreen: 0, p50Ms: 0, p99Ms: 0 };

function facts(overrides: Partial<RehearsalResult>): Record<string, string> {
  return Object.fromEntries([...causeFacts(testResult(overrides)), ...resultFacts(testResult(overrides))]);
}

function block(overrides: Partial<RehearsalResult>, colour = false): string {
  let written = '';
  const terminal = new Terminal({ write: (text) => (written += text), colour, live: false });
  resultLines(testResult(overrides), terminal);
  return written;
}

describe('resultFacts', () => {
  it('of a good release tells no reason and no way back', () => {
    const why = ['reason', 'stoppedAt'];
    const entries = Object.entries(testResult({ outcome: 'released', alarms: [] }));
    const good = Object.fromEntries(entries.filter(([name]) => !why.includes(name)));
    const told = Object.fromEntries(resultFacts(good as unknown as RehearsalResult));
    expect(Object.keys(told)).toEqual([
      'version',
      'users',
      'deploy',
      'time',
      'hook',
      'serving',
      'traces',
      'unchecked',
    ]);
    expect(told.time).toBe('11:40 in all');
  });

  it('names the alarms of every environment', () => {
    const [red = { name: '', state: '' }] = testResult().alarms;
    const { environment, strategy, outcome } = testResult();
    const staging = { environment, strategy, outcome, alarms: [{ ...red, name: 'staging-errors' }] };
    const told = Object.fromEntries(causeFacts(testResult({ environments: [staging] })));
    expect(told.alarms).toBe('went off: shop-green-errors, staging-errors');
  });

  it('says when no request was sent, as after a build that stopped', () => {
    const told = facts({ requests: NONE, window: NONE, hooks: [] });
    expect(told.users).toContain('no request reached any version');
    expect(told).not.toHaveProperty('deploy');
    expect(told).not.toHaveProperty('hook');
  });

  it.each([
    [{ ...NONE, total: 1 }, /^1 request, none failed;/],
    [
      { ...NONE, total: 12_345, failed: 1, failedPercent: 0.0081 },
      /^12,345 requests, 1 failed \(< 0.01 %\);/,
    ],
    [
      { ...NONE, total: 4, failed: 4, failedPercent: 100, p50Ms: 7, p99Ms: 1500 },
      /4 failed \(100 %\); p50 7 ms, p99 1.5 s$/,
    ],
  ])('puts %j into words', (requests, expected) => expect(facts({ requests }).users).toMatch(expected));

  it('lists only the alarms that went off, and everything that is unchecked', () => {
    const alarms = ['a', 'b', 'c'].map((name) => ({ name, state: name === 'b' ? 'OK' : 'ALARM' }));
    const told = facts({ alarms, unchecked: ['one', 'two'] });
    expect(told.alarms).toBe('went off: a, c');
    expect(told.unchecked).toBe('one; two');
    expect(facts({ alarms: [] })).not.toHaveProperty('alarms');
  });

  it('has a line for each of several environments', () => {
    const { strategy, requests } = testResult();
    const told = facts({
      environments: [
        {
          environment: 'staging',
          strategy,
          outcome: 'rolled-back',
          requests: { ...NONE, ...requests, total: 0 },
        },
        { environment: 'production', strategy, outcome: 'not-reached' },
      ],
    });
    expect(told.staging).toMatch(/^rolled back; nothing: no request/);
    expect(told.production).toBe('not reached: nothing changed there');
    expect(facts({})).not.toHaveProperty('staging');
  });

  it('has a line for each hook, with how it ended', () => {
    const hooks = [
      { event: 'AfterAllowTestTraffic', function: 'f', status: 'Failed' },
      { event: 'BeforeAllowTraffic', function: 'f', status: 'Succeeded' },
    ];
    const told = resultFacts(testResult({ hooks })).filter(([label]) => label === 'hook');
    expect(told.map(([, text]) => text)).toEqual([
      'AfterAllowTestTraffic Failed',
      'BeforeAllowTraffic Succeeded',
    ]);
  });
});

describe('what a person looks for first', () => {
  it('is the cause, then the alarms, the one that ended it before the others, then the machine', () => {
    const alarms = ['a', 'shop-green-errors'].map((name) => ({ name, state: 'ALARM' }));
    expect(causeFacts(testResult({ alarms, limits: ['This machine was busy.'] }))).toEqual([
      ['why', 'Deploy: alarm shop-green-errors is in ALARM'],
      ['alarms', 'went off: shop-green-errors, a'],
      ['machine', 'This machine was busy. So alarms and incidents of this run are not judged.'],
    ]);
  });

  it('stands at the top of the closing block', () => {
    const [, , first = '', second = '', third = ''] = block({})
      .split('\n')
      .filter((line) => line !== '');
    expect([first, second, third].map((line) => line.trim().split(' ')[0])).toEqual([
      'why',
      'alarms',
      'version',
    ]);
  });
});

describe('what one request stands for', () => {
  it('is said once, and not where time is not compressed', () => {
    expect(block({}).match(/stands for/g)).toHaveLength(1);
    expect(scaleText(testResult({ speed: 20 }))).toEqual(['1 request here stands for 20 in cloud time']);
    expect(block({ speed: 1 })).not.toContain('stands for');
    expect(block({ requests: NONE, window: NONE })).not.toContain('stands for');
  });
});

test('failures are counted once: the share of the deployment is no second count', () => {
  const text = block({});
  expect(text).toContain('1,200 requests, 3 failed (0.25 %)');
  expect(text).not.toMatch(/600|0\.5 %/);
});

describe('the closing block', () => {
  it.each([
    ['released', 'RELEASED', '\u001b[32m'],
    ['rolled-back', 'ROLLED BACK', '\u001b[33m'],
    ['stopped', 'STOPPED', '\u001b[33m'],
  ] as const)('calls %s %s, in its colour', (outcome, title, colour) => {
    expect(block({ outcome })).toContain(
      `\n  ${title}  storefront to sandbox, code-deploy canary, error-spike\n`,
    );
    expect(block({ outcome }, true)).toContain(`${colour}${title}`);
  });

  it('wraps what is long below its beginning, between two rules', () => {
    const lines = block({ reason: 'because '.repeat(40) })
      .split('\n')
      .filter((line) => line !== '');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.filter((line) => /^ {14}because/.test(line)).length).toBeGreaterThan(2);
    expect([lines[0], lines.at(-1)]).toEqual(['─'.repeat(78), '─'.repeat(78)]);
  });
});
