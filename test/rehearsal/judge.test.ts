import type { Cause } from '../../rehearsal/cause';
import { endedBy, RELEASED, type Ending } from '../../rehearsal/expectation';
import { judge, type Judged } from '../../rehearsal/judge';
import { testResult } from './cli/result-fixture';

const NONE = { total: 1000, failed: 0, failedPercent: 0, servedByGreen: 100, p50Ms: 3, p99Ms: 9 };
const failing = (failed: number, total = 1000) => ({ ...NONE, total, failed });
const SPIKE = endedBy('rolled-back', ['alarm'], 10);

/** A canary that an alarm took back after 10 of 1,000 requests, but for the changes. */
function resultOf(changes: Partial<Judged['result']> = {}): Judged['result'] {
  return testResult({ requests: failing(10, 2000), window: failing(10), ...changes });
}

/** A release that went through without one failed request, but for the changes. */
function released(changes: Partial<Judged['result']> = {}): Judged['result'] {
  const { cause, ...rest } = resultOf();
  expect(cause).toBeDefined();
  return { ...rest, outcome: 'released', requests: NONE, window: NONE, ...changes };
}

function verdict(
  result: Judged['result'],
  endings: readonly Ending[],
  more: Partial<Pick<Judged, 'evidence' | 'limits' | 'slow'>> = {},
) {
  const expected = endings.map((ending) => ({ environment: 'sandbox', ...ending }));
  return judge({ result, expected, limits: [], ...more });
}

const stoppedBy = (cause: Cause): Judged['result'] =>
  resultOf({
    outcome: 'stopped',
    cause: { ...cause, stage: 'Build', action: 'Build' },
    requests: failing(0, 0),
    window: failing(0, 0),
  });

test('a run is as expected when outcome, place, cause and loss are', () => {
  expect(verdict(resultOf(), [SPIKE])).toEqual({ kind: 'as-expected', reasons: [] });
  expect(verdict(released(), [RELEASED])).toEqual({ kind: 'as-expected', reasons: [] });
  expect(verdict(resultOf(), [endedBy('rolled-back', ['hook']), SPIKE]).kind).toBe('as-expected');
});

describe('a run is not as expected', () => {
  test.each<[string, ReturnType<typeof judge>, RegExp]>([
    [
      'with another outcome',
      verdict(resultOf(), [RELEASED]),
      /^The scenario expects the outcome "released"\.$/,
    ],
    [
      'with a gate that never ran behind a broken build',
      verdict(stoppedBy({ kind: 'build' }), [endedBy('stopped', ['gate'])]),
      /^It was ended by a failed build \(Build\/Build\); the scenario expects a function of the pipeline that says no\.$/,
    ],
    [
      'with a hook that crashed',
      verdict(resultOf({ cause: { kind: 'error', stage: 's', action: 'Deploy' } }), [
        endedBy('rolled-back', ['hook']),
      ]),
      /^It was ended by an error that says nothing about the release/,
    ],
    [
      'with another end than an expected release',
      verdict(released({ cause: { kind: 'error', stage: 's', action: 'a' } }), [RELEASED]),
      /^It was ended by an error/,
    ],
    [
      'in another environment',
      verdict(resultOf({ environment: 'production' }), [SPIKE]),
      /^It ended in "production"; the scenario expects that in "sandbox"\.$/,
    ],
    [
      'when a good version cost one request, at any time',
      verdict(released({ requests: failing(1, 2298) }), [RELEASED]),
      /^1 of 2,298 requests failed \(0\.044 %\), and none may\.$/,
    ],
    [
      'when a canary cost more than its share',
      verdict(resultOf({ window: failing(101) }), [SPIKE]),
      /^10 % of the requests during the deployment failed, and 10 % may at most\.$/,
    ],
    [
      'when users lost something in an environment before',
      verdict(
        released({
          environments: [
            {
              environment: 'staging',
              strategy: { controller: 'ecs', kind: 'rolling' },
              outcome: 'released',
              requests: failing(2),
            },
            { environment: 'sandbox', strategy: { controller: 'ecs', kind: 'rolling' }, outcome: 'released' },
          ],
        }),
        [RELEASED],
      ),
      /^2 of 1,000 requests failed in staging/,
    ],
    [
      'when a function that watches releases failed',
      verdict(
        released({
          aftermath: { delivered: 1, failed: ['f: r'], incidents: [], messages: [] },
        }),
        [RELEASED],
      ),
      /^A function that watches releases failed/,
    ],
    [
      'when nothing shows the fault that was planted',
      verdict(stoppedBy({ kind: 'build' }), [endedBy('stopped', ['build'])], {
        evidence: { text: 'wants it', shown: false },
      }),
      /^Nothing in the run shows "wants it"/,
    ],
  ])('%s', (_what, { kind, reasons }, reason) => {
    expect(kind).toBe('not-as-expected');
    expect(reasons).toEqual([expect.stringMatching(reason)]);
  });
});

describe('when the machine is the limit', () => {
  const limits = ['This machine was busy.'];

  test('what depends on time is no verdict, good or bad', () => {
    expect(verdict(released({ requests: failing(500) }), [RELEASED], { limits })).toEqual({
      kind: 'none',
      reasons: [...limits, expect.stringContaining('500 of 1,000')],
    });
    expect(verdict(resultOf(), [SPIKE], { limits })).toEqual({ kind: 'none', reasons: limits });
  });

  test('a release that nobody noticed is good all the same, and a build knows no time', () => {
    expect(verdict(released(), [RELEASED], { limits }).kind).toBe('as-expected');
    expect(verdict(stoppedBy({ kind: 'build' }), [endedBy('stopped', ['build'])], { limits }).kind).toBe(
      'as-expected',
    );
  });

  it('a slow machine explains what is not as expected, and takes nothing from what is', () => {
    const slow = ['This machine was slow.'];
    expect(verdict(released({ requests: failing(500) }), [RELEASED], { slow })).toEqual({
      kind: 'none',
      reasons: [...slow, expect.stringContaining('500 of 1,000')],
    });
    expect(verdict(resultOf(), [SPIKE], { slow }).kind).toBe('as-expected');
  });
});

test('a version that refuses all its users is not released, although no request failed', () => {
  const row = { seenBy: 'users', requests: 9, failed: 0, failedPercent: 0, p50Ms: 1, p99Ms: 1 } as const;
  const good = { ...row, service: 'quotes', version: 'before' };
  const bad = { ...row, service: 'quotes', version: 'v2', onlyRefused: ['GET /: 404'] };
  const reason =
    'Version v2 of quotes refused all users who asked for GET /: 404; if they never ask for it, say what they do in the ' +
    'metadata rehearsal:journey of the service.';
  expect(verdict(released({ versions: [good] }), [RELEASED]).kind).toBe('as-expected');
  expect(verdict(released({ versions: [good, bad] }), [RELEASED])).toEqual({
    kind: 'not-as-expected',
    reasons: [reason],
  });
  const [environment] = [{ environment: 'staging', versions: [bad], outcome: 'released' as const }];
  const strategy = { controller: 'ecs', kind: 'rolling' } as const;
  const both = released({ versions: [bad], environments: [{ ...environment, strategy }] });
  expect(verdict(both, [RELEASED]).reasons).toEqual([reason]);
});
