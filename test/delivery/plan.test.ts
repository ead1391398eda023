import * as fc from 'fast-check';
import type { Delivery } from '../../lib/config/schema';
import { trafficPlan } from '../../lib/delivery/plan';

const canary = (percent: number, intervalMinutes: number, bakeMinutes: number): Delivery => ({
  kind: 'canary',
  percent,
  intervalMinutes,
  bakeMinutes,
});

it.each<[string, Delivery, readonly [number, number][], number]>([
  ['some first, the rest after the interval', canary(10, 5, 5), [[0, 10], [5, 100]], 5], // prettier-ignore
  ['the smallest canary', canary(1, 1, 0), [[0, 1], [1, 100]], 0], // prettier-ignore
  ['the largest canary', canary(99, 2880, 2800), [[0, 99], [2880, 100]], 2800], // prettier-ignore
])('plans %s', (_, delivery, steps, bakeMinutes) => {
  expect(trafficPlan(delivery)).toEqual({
    pace: 'clock',
    steps: steps.map(([minute, percent]) => ({ minute, percent })),
    bakeMinutes,
  });
});

it.each([
  [0, 101],
  [50, 150],
  [100, 200],
])('moves a rolling update (%i to %i percent) at the pace of its tasks', (minHealthyPercent, maxPercent) => {
  expect(trafficPlan({ kind: 'rolling', minHealthyPercent, maxPercent })).toEqual({
    pace: 'tasks',
    steps: [{ minute: 0, percent: 100 }],
    bakeMinutes: 0,
  });
});

it('never takes traffic back, never stands still and ends with all of it', () => {
  const anyCanary = fc
    .tuple(
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 1, max: 2880 }),
      fc.integer({ min: 0, max: 2800 }),
    )
    .map((numbers) => canary(...numbers));
  fc.assert(
    fc.property(anyCanary, (delivery) => {
      const { steps } = trafficPlan(delivery);
      expect(steps[0]?.minute).toBe(0);
      expect(steps.at(-1)?.percent).toBe(100);
      for (const [index, step] of steps.slice(1).entries()) {
        expect(step.minute).toBeGreaterThan(steps[index]?.minute ?? Infinity);
        expect(step.percent).toBeGreaterThan(steps[index]?.percent ?? Infinity);
      }
    }),
  );
});
