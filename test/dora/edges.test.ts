import { measure } from '../../lib/dora/measure';
import type { Measured } from '../../lib/dora/measure';
import { readEvent } from '../../lib/dora/read-event';
import { eventsOf, ROLLED_BACK, ROLLED_BACK_BY_ITSELF, SHOP } from './release-events';
import type { RawEvent, Story } from './release-events';

const JANUARY = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-02-01T00:00:00Z') };
const PLACE = { service: 'storefront', environment: 'production' };
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function measured(events: readonly RawEvent[], window = JANUARY): Measured {
  const facts = events.flatMap((event) => {
    const reading = readEvent(event, SHOP);
    return 'facts' in reading ? reading.facts : [];
  });
  const [only] = measure(facts, [PLACE], window);
  if (!only) throw new Error('there is no such place');
  return only;
}

function metricsOf(...stories: readonly Story[]): Measured['metrics'] {
  return measured(stories.flatMap(eventsOf)).metrics;
}

const GOOD: Story = { execution: 1, at: '2026-01-10T10:00:00Z', authored: '2026-01-10T08:10:00Z' };
const BAD: Story = { execution: 2, at: '2026-01-11T10:00:00Z', minutes: 20, end: 'deploy-fails' };
const WENT_BACK: Story = {
  execution: 3,
  commit: 1,
  at: '2026-01-11T10:30:00Z',
  minutes: 4,
  trigger: ROLLED_BACK_BY_ITSELF,
};

describe('without deployments', () => {
  it('nothing is divided by nothing: the frequency is 0, and there are no other numbers', () => {
    expect(metricsOf()).toEqual({
      deploymentFrequency: { deployments: 0, perDay: 0 },
      changeLeadTime: { changes: 0, unknown: 0, fromTheFuture: 0 },
      changeFailRate: { part: 0, of: 0 },
      failedDeploymentRecoveryTime: { recovered: 0, open: 0 },
      deploymentReworkRate: { part: 0, of: 0 },
    });
  });

  it('an execution that ends before its deploy action has deployed nothing', () => {
    expect(metricsOf({ ...GOOD, end: 'prepare-fails' })).toEqual(metricsOf());
  });

  it('a rollback that follows it says nothing about the version that is there', () => {
    const before = metricsOf(GOOD);
    const late: Story = { ...WENT_BACK, execution: 5 };
    expect(metricsOf(GOOD, { ...BAD, end: 'prepare-fails' }, late)).toEqual(before);
  });
});

describe('the first deployment ever', () => {
  it('counts in every number that one deployment can have', () => {
    expect(metricsOf(GOOD)).toEqual({
      deploymentFrequency: { deployments: 1, perDay: 1 / 31 },
      changeLeadTime: { medianSeconds: 2 * HOUR, changes: 1, unknown: 0, fromTheFuture: 0 },
      changeFailRate: { part: 0, of: 1, ratio: 0 },
      failedDeploymentRecoveryTime: { recovered: 0, open: 0 },
      deploymentReworkRate: { part: 0, of: 1, ratio: 0 },
    });
  });

  it('is open when it fails, because there is nothing to go back to', () => {
    const { changeFailRate, failedDeploymentRecoveryTime } = metricsOf(BAD);
    expect(changeFailRate).toEqual({ part: 1, of: 1, ratio: 1 });
    expect(failedDeploymentRecoveryTime).toEqual({ recovered: 0, open: 1 });
  });
});

describe('a failure', () => {
  it('takes from the begin of the deploy action to the end of the rollback', () => {
    const { failedDeploymentRecoveryTime: recovery } = metricsOf(GOOD, BAD, WENT_BACK);
    expect(recovery).toEqual({ medianSeconds: 35 * MINUTE, recovered: 1, open: 0 });
  });

  it('of the checks after the deployment is one too, and has no frequency and no lead time', () => {
    const failed = metricsOf({ ...GOOD, end: 'verify-fails' });
    expect(failed.changeFailRate).toEqual({ part: 1, of: 1, ratio: 1 });
    expect(failed.deploymentFrequency.deployments).toBe(0);
    expect(failed.changeLeadTime.changes).toBe(0);
  });

  it('is ended by the next change that ends well, which was not planned', () => {
    const fix: Story = { execution: 4, at: '2026-01-11T12:00:00Z' };
    const { failedDeploymentRecoveryTime: recovery, deploymentReworkRate } = metricsOf(GOOD, BAD, fix);
    expect(recovery).toEqual({ medianSeconds: 2 * HOUR + 10 * MINUTE, recovered: 1, open: 0 });
    expect(deploymentReworkRate).toEqual({ part: 1, of: 3, ratio: 1 / 3 });
  });

  it('that overlaps with another is ended by the same good one, each from its own begin', () => {
    const again: Story = { ...BAD, execution: 4, at: '2026-01-11T11:00:00Z' };
    const fix: Story = { execution: 5, at: '2026-01-11T11:50:00Z' };
    const { failedDeploymentRecoveryTime: recovery, changeFailRate } = metricsOf(GOOD, BAD, again, fix);
    expect(recovery).toEqual({ medianSeconds: 1.5 * HOUR, recovered: 2, open: 0 });
    expect(changeFailRate).toEqual({ part: 2, of: 4, ratio: 0.5 });
  });

  it('stays open when the rollback itself fails, which is no deployment of its own', () => {
    const { failedDeploymentRecoveryTime, changeFailRate } = metricsOf(GOOD, BAD, {
      ...WENT_BACK,
      end: 'deploy-fails',
    });
    expect(failedDeploymentRecoveryTime).toEqual({ recovered: 0, open: 1 });
    expect(changeFailRate).toEqual({ part: 1, of: 2, ratio: 0.5 });
  });

  it('is recovered although the recovery came after the window', () => {
    const late: Story = { ...BAD, at: '2026-01-31T23:30:00Z', minutes: 20 };
    const back: Story = { ...WENT_BACK, at: '2026-02-01T00:10:00Z' };
    expect(metricsOf(GOOD, late, back).failedDeploymentRecoveryTime).toEqual({
      medianSeconds: 45 * MINUTE,
      recovered: 1,
      open: 0,
    });
  });
});

describe('what was stopped', () => {
  it.each(['stopped', 'running'] as const)('says nothing about the version: %s', (end) => {
    expect(metricsOf(GOOD, { ...BAD, end })).toEqual(metricsOf(GOOD));
  });

  it('after the deployment and before its checks has reached users', () => {
    const [deployed] = measured([
      ...eventsOf(GOOD).filter(({ detail }) => detail.action !== 'Verify'),
      ...eventsOf(GOOD)
        .filter(({ detail }) => detail.action === 'Verify' && detail.state === 'STARTED')
        .map((event) => ({ ...event, detail: { ...event.detail, state: 'ABANDONED' } })),
    ]).history;
    expect(deployed).toMatchObject({ outcome: 'succeeded', finishedAt: new Date('2026-01-10T10:09:00Z') });
  });
});

describe('a rollback by a person', () => {
  const back: Story = { ...WENT_BACK, execution: 6, at: '2026-01-12T10:00:00Z', trigger: ROLLED_BACK };
  const second: Story = {
    ...GOOD,
    execution: 2,
    at: '2026-01-11T10:00:00Z',
    authored: '2026-01-11T09:10:00Z',
  };

  it('says that the change before was bad, although it had ended well', () => {
    const metrics = metricsOf(GOOD, second, back);
    expect(metrics.changeFailRate).toEqual({ part: 1, of: 2, ratio: 0.5 });
    expect(metrics.failedDeploymentRecoveryTime).toEqual({
      medianSeconds: DAY + 5 * MINUTE,
      recovered: 1,
      open: 0,
    });
    expect(metrics.deploymentFrequency.deployments).toBe(2);
    expect(metrics.changeLeadTime.changes).toBe(2);
  });

  it('was not planned, and counts among what people decided on', () => {
    expect(metricsOf(GOOD, second, back).deploymentReworkRate).toEqual({ part: 1, of: 3, ratio: 1 / 3 });
  });

  it('ends what is open, and then takes nothing else back', () => {
    const metrics = metricsOf(GOOD, { ...BAD, execution: 7 }, back);
    expect(metrics.changeFailRate).toEqual({ part: 1, of: 2, ratio: 0.5 });
    expect(metrics.failedDeploymentRecoveryTime).toMatchObject({ recovered: 1, open: 0 });
  });

  it('leaves it open when it fails', () => {
    const metrics = metricsOf(GOOD, second, { ...back, end: 'deploy-fails' });
    expect(metrics.changeFailRate).toEqual({ part: 1, of: 2, ratio: 0.5 });
    expect(metrics.failedDeploymentRecoveryTime).toEqual({ recovered: 0, open: 1 });
  });

  it('takes nothing back when it is stopped', () => {
    expect(metricsOf(GOOD, second, { ...back, end: 'stopped' })).toEqual(metricsOf(GOOD, second));
  });

  it('takes back the version that is there, which after a rollback is the one that it went to', () => {
    const third: Story = { ...second, execution: 8, at: '2026-01-11T12:00:00Z' };
    const past: Story = { ...back, commit: 1, execution: 9 };
    const further: Story = { ...back, commit: 7, execution: 10, at: '2026-01-12T11:00:00Z' };
    const { history } = measured([GOOD, second, third, past, further].flatMap(eventsOf));
    const bad = history.flatMap((one) => (one.bad ? one.execution : []));
    expect(bad).toEqual(['execution-1', 'execution-8']);
  });

  it('twice takes back two changes', () => {
    const third: Story = { ...second, execution: 8, at: '2026-01-11T12:00:00Z' };
    const once: Story = { ...back, commit: 2, execution: 9 };
    const twice: Story = { ...back, commit: 1, execution: 10, at: '2026-01-12T11:00:00Z' };
    expect(metricsOf(GOOD, second, third, once, twice).changeFailRate).toEqual({
      part: 2,
      of: 3,
      ratio: 2 / 3,
    });
  });
});

describe('the same commit again', () => {
  it('is a deployment without a lead time: the change was there', () => {
    const again: Story = { ...GOOD, execution: 2, commit: 1, at: '2026-01-20T10:00:00Z' };
    const { deploymentFrequency, changeLeadTime, changeFailRate } = metricsOf(GOOD, again);
    expect(deploymentFrequency).toEqual({
      deployments: 2,
      perDay: 2 / 31,
      medianSecondsBetween: 10 * DAY,
    });
    expect(changeLeadTime).toEqual({ medianSeconds: 2 * HOUR, changes: 1, unknown: 0, fromTheFuture: 0 });
    expect(changeFailRate).toEqual({ part: 0, of: 2, ratio: 0 });
  });

  it('has its lead time when it ended well for the first time', () => {
    const again: Story = { ...GOOD, execution: 2, commit: 1, at: '2026-01-10T12:00:00Z' };
    const { changeLeadTime } = metricsOf({ ...GOOD, end: 'deploy-fails' }, again);
    expect(changeLeadTime.medianSeconds).toBe(4 * HOUR);
  });

  it('that came before the window has no second lead time in it', () => {
    const before: Story = { ...GOOD, at: '2025-12-10T10:00:00Z' };
    const again: Story = { ...GOOD, execution: 2, commit: 1 };
    expect(metricsOf(before, again).changeLeadTime.changes).toBe(0);
  });
});

describe('a version that came by a rollback', () => {
  it('was there, so a deployment of it afterwards has no lead time', () => {
    const back: Story = { ...WENT_BACK, commit: 9, trigger: ROLLED_BACK };
    const again: Story = { ...GOOD, execution: 6, commit: 9, at: '2026-01-20T10:00:00Z' };
    expect(metricsOf(back, again).changeLeadTime).toEqual({ changes: 0, unknown: 0, fromTheFuture: 0 });
  });
});

describe('a stage that is tried again in the same execution', () => {
  it('is two deployments, each judged by its own checks', () => {
    const second = eventsOf({ ...GOOD, at: '2026-01-10T11:00:00Z' }).map((event) => {
      const id = `${String(event.detail['action-execution-id'])}-again`;
      return { ...event, detail: { ...event.detail, 'action-execution-id': id } };
    });
    const { history, metrics } = measured([...eventsOf({ ...GOOD, end: 'verify-fails' }), ...second]);
    expect(history.map(({ outcome }) => outcome)).toEqual(['failed', 'succeeded']);
    expect(metrics.failedDeploymentRecoveryTime).toEqual({
      medianSeconds: 70 * MINUTE,
      recovered: 1,
      open: 0,
    });
  });
});

describe('the time of a commit', () => {
  it.each([
    ['another time zone', '2026-01-10T17:10:00+09:00', 2 * HOUR],
    ['seconds since 1970 and a zone, as CodeCommit writes it', '1768032600 -0800', 2 * HOUR],
    ['milliseconds since 1970', '1768032600000', 2 * HOUR],
    ['an old commit that was merged without a merge commit', '2025-10-02T10:10:00Z', 100 * DAY],
  ])('may be in %s', (_form, authored, medianSeconds) => {
    expect(metricsOf({ ...GOOD, authored }).changeLeadTime).toMatchObject({ medianSeconds, changes: 1 });
  });

  it('is left out when it is after the deployment', () => {
    const { changeLeadTime, deploymentFrequency } = metricsOf({ ...GOOD, authored: '2026-01-10T10:11:00Z' });
    expect(changeLeadTime).toEqual({ changes: 0, unknown: 0, fromTheFuture: 1 });
    expect(deploymentFrequency.deployments).toBe(1);
  });

  it('may be unknown, which is said', () => {
    const { at, execution } = GOOD;
    expect(metricsOf({ at, execution }).changeLeadTime).toEqual({ changes: 0, unknown: 1, fromTheFuture: 0 });
  });
});

describe('the end of a month', () => {
  it.each([
    ['the last second is within', '2026-01-31T23:49:59Z', 1],
    ['the first second of the next is not', '2026-01-31T23:50:00Z', 0],
    ['what began in the month before and ended in this one is within', '2025-12-31T23:55:00Z', 1],
  ])('%s', (_what, at, deployments) => {
    expect(metricsOf({ ...GOOD, at }).deploymentFrequency.deployments).toBe(deployments);
  });

  it('February has fewer days', () => {
    const february = { from: new Date('2026-02-01T00:00:00Z'), to: new Date('2026-03-01T00:00:00Z') };
    const { metrics } = measured(eventsOf({ ...GOOD, at: '2026-02-10T10:00:00Z' }), february);
    expect(metrics.deploymentFrequency.perDay).toBe(1 / 28);
  });
});

describe('what a change says about itself', () => {
  it.each([
    ['Revert "Paint it blue"', 1],
    ['revert: paint it blue', 1],
    ['hotfix: paint it blue', 1],
    ['fix: a wrong colour', 0],
    ['Reverting is documented', 0],
  ])('%s', (subject, unplanned) => {
    expect(metricsOf({ ...GOOD, subject }).deploymentReworkRate.part).toBe(unplanned);
  });
});

describe('places', () => {
  it('are measured apart', () => {
    const elsewhere: Story[] = [
      { ...BAD, environment: 'staging' },
      { ...BAD, service: 'catalog', execution: 20 },
    ];
    expect(metricsOf(GOOD, ...elsewhere)).toEqual(metricsOf(GOOD));
  });
});
