import { measure } from '../../lib/dora/measure';
import { readEvent } from '../../lib/dora/read-event';
import { MONTH } from './month';
import { SHOP } from './release-events';

const HOUR = 3600;
const JANUARY = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-02-01T00:00:00Z') };

describe('a month worked out by hand', () => {
  const facts = MONTH.flatMap((event) => {
    const reading = readEvent(event, SHOP);
    return 'facts' in reading ? reading.facts : [];
  });
  const [production] = measure(facts, [{ service: 'storefront', environment: 'production' }], JANUARY);
  const metrics = production?.metrics;

  it('deployment frequency: executions 17, 1, 2, 3, 6, 7, 11, 14 and 16 ended well in 31 days', () => {
    expect(metrics?.deploymentFrequency).toMatchObject({ deployments: 9, perDay: 9 / 31 });
  });

  it('change lead time: the middle of 1, 2, 4, 6, 24, 48 and 240 hours; 17 is unknown, 16 was there before', () => {
    expect(metrics?.changeLeadTime).toEqual({
      medianSeconds: 6 * HOUR,
      changes: 7,
      unknown: 1,
      fromTheFuture: 0,
    });
  });

  it('change fail rate: 4, 9 and 15 failed, 7 was taken back; of 12 changes that ended', () => {
    expect(metrics?.changeFailRate).toEqual({ part: 4, of: 12, ratio: 1 / 3 });
  });

  it('failed deployment recovery time: the middle of 30 (4), 70 (9) and 180 minutes (7); 15 is open', () => {
    expect(metrics?.failedDeploymentRecoveryTime).toEqual({
      medianSeconds: 70 * 60,
      recovered: 3,
      open: 1,
    });
  });

  it('deployment rework rate: the rollback 8, the fix 11 and the revert 14; of 12 changes and that rollback', () => {
    expect(metrics?.deploymentReworkRate).toEqual({ part: 3, of: 13, ratio: 3 / 13 });
  });

  it('knows what each deployment was', () => {
    const lines = production?.history.map(({ execution, kind, outcome, bad, unplanned }) =>
      [execution.slice('execution-'.length), kind, outcome, bad && 'bad', unplanned && 'unplanned']
        .filter(Boolean)
        .join(' '),
    );
    expect(lines).toEqual([
      '17 change succeeded',
      '1 change succeeded',
      '2 change succeeded',
      '3 change succeeded',
      '4 change failed bad',
      '5 rollback succeeded',
      '6 change succeeded',
      '7 change succeeded bad',
      '8 rollback succeeded unplanned',
      '9 change failed bad',
      '10 rollback failed',
      '11 change succeeded unplanned',
      '12 change stopped',
      '14 change succeeded unplanned',
      '16 change succeeded',
      '15 change failed bad',
    ]);
  });
});
