import type { Judged } from '../../lib/dora/judged';
import {
  changeFailRate,
  changeLeadTime,
  deploymentFrequency,
  deploymentReworkRate,
  failedDeploymentRecoveryTime,
  median,
} from '../../lib/dora/metrics';

const DAY = { from: new Date('2026-01-10T00:00:00Z'), to: new Date('2026-01-11T00:00:00Z') };
const at = (hour: number): Date => new Date(Date.UTC(2026, 0, 10, hour));

/** A change that began at 9 and ended well at 10, for the first time. */
function change(changes: Partial<Judged> = {}): Judged {
  return {
    ...{ id: 'run', service: 'storefront', environment: 'production', execution: 'execution' },
    ...{ trigger: 'push', kind: 'change', outcome: 'succeeded', startedAt: at(9), finishedAt: at(10) },
    ...{ bad: false, unplanned: false, first: true },
    ...changes,
  };
}

const failed = change({ outcome: 'failed', bad: true, first: false });
const rollback = change({ kind: 'rollback', trigger: 'manual-rollback', first: false, unplanned: true });
const automatic = change({ kind: 'rollback', trigger: 'automated-rollback', first: false });
const HOUR = 3600;

describe('the median', () => {
  it.each([
    [[5], 5],
    [[9, 1, 5], 5],
    [[4, 2], 3],
    [[10, 1, 2, 3], 2.5],
    [[2, 10, 1], 2],
  ])('of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });
});

describe('deployment frequency', () => {
  it.each([
    ['changes that ended well, also those taken back later', [change(), change({ bad: true })], 2],
    ['no failed and no stopped ones', [failed, change({ outcome: 'stopped' })], 0],
    ['no rollbacks', [rollback, automatic], 0],
  ])('counts %s', (_what, history, perDay) => {
    expect(deploymentFrequency(history, DAY)).toMatchObject({ deployments: perDay, perDay });
  });

  it('knows the time between, in whatever order they come', () => {
    const history = [16, 10, 12].map((hour) => change({ finishedAt: at(hour) }));
    expect(deploymentFrequency(history, DAY).medianSecondsBetween).toBe(3 * HOUR);
  });
});

describe('change lead time', () => {
  it.each([
    ['from the commit to the end', [change({ authoredAt: at(8) })], { medianSeconds: 2 * HOUR, changes: 1 }],
    ['of 0 seconds', [change({ authoredAt: at(10) })], { medianSeconds: 0, changes: 1 }],
    ['that nobody knows', [change()], { changes: 0, unknown: 1 }],
    ['below 0', [change({ authoredAt: at(11) })], { changes: 0, fromTheFuture: 1 }],
    ['of the same version again', [change({ authoredAt: at(8), first: false })], { changes: 0 }],
    ['of a failed change', [{ ...failed, authoredAt: at(8) }], { changes: 0 }],
  ])('%s', (_what, history, expected) => {
    expect(changeLeadTime(history)).toEqual({ unknown: 0, fromTheFuture: 0, ...expected });
  });
});

describe('change fail rate', () => {
  it.each([
    ['nothing', [], { part: 0, of: 0 }],
    ['what failed and what was taken back', [change(), failed, change({ bad: true })], { part: 2, of: 3 }],
    [
      'no rollbacks, whatever became of them',
      [change(), rollback, { ...automatic, outcome: 'failed' }],
      { part: 0, of: 1 },
    ],
    [
      'nothing that was stopped or still runs',
      [change({ outcome: 'stopped' }), change({ outcome: 'running' })],
      { part: 0, of: 0 },
    ],
  ] as readonly (readonly [string, readonly Judged[], object])[])('counts %s', (_what, history, expected) => {
    expect(changeFailRate(history)).toMatchObject(expected);
  });
});

describe('failed deployment recovery time', () => {
  it('counts from the begin of what was bad, and leaves open what is open', () => {
    const history = [change(), { ...failed, recoveredAt: at(12) }, failed];
    expect(failedDeploymentRecoveryTime(history)).toEqual({ medianSeconds: 3 * HOUR, recovered: 1, open: 1 });
  });
});

describe('deployment rework rate', () => {
  it.each([
    ['unplanned changes and rollbacks by people', [change(), change({ unplanned: true }), rollback], 2, 3],
    ['failed ones as well', [{ ...failed, unplanned: true }], 1, 1],
    ['no rollbacks by CodePipeline', [change(), automatic], 0, 1],
    ['nothing that was stopped', [{ ...rollback, outcome: 'stopped' as const }], 0, 0],
  ])('counts %s', (_what, history, part, of) => {
    expect(deploymentReworkRate(history)).toMatchObject({ part, of });
  });
});
