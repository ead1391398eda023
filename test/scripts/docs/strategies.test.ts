import { deliverySchema } from '../../../lib/config/delivery-schema';
import { trafficPlan } from '../../../lib/delivery/plan';
import { parseStrategy } from '../../../lib/delivery/strategy-text';
import { exposure, strategyTable } from '../../../scripts/docs/strategies';

const planOf = (text: string) => trafficPlan(deliverySchema.parse(parseStrategy(text)));

it.each([
  ['all-at-once', 1, 100],
  ['canary:10%/5m', 5, 10],
  ['canary:10%/5m', 10, 55],
  ['linear:10%/1m', 1, 10],
  ['linear:10%/1m', 4, 25],
  ['linear:50%/2m', 3, (50 * 2 + 100) / 3],
])('%s gives the new version in %d minutes %d %% of the requests', (text, minutes, percent) => {
  expect(exposure(planOf(text), minutes)).toBeCloseTo(percent);
});

it('cannot tell for a plan that goes by tasks', () => {
  expect(exposure(planOf('rolling'), 2)).toBeNaN();
});

it('has one row for each kind, with the numbers of its plan', () => {
  const rows = strategyTable().split('\n').slice(2);
  expect(rows.map((row) => /`([a-z-]+)/.exec(row)?.[1])).toEqual([
    'all-at-once',
    'blue-green',
    'canary',
    'linear',
    'rolling',
  ]);
  expect(rows[3]).toMatch(/10 %\s+\| 9 min\s+\| 5 min\s+\| 20 %/);
});
