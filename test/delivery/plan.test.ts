import * as fc from 'fast-check';
import { deliverySchema } from '../../lib/config/delivery-schema';
import type { Delivery } from '../../lib/config/schema';
import { blindSpot, plannedMinutes, trafficPlan } from '../../lib/delivery/plan';

/** A delivery with its defaults. */
const delivery = (input: object): Delivery => deliverySchema.parse(input);

const BOTH = ['code-deploy', 'ecs'] as const;

describe.each(BOTH)('by %s', (controller) => {
  it.each<[string, object, readonly [number, number][], number]>([
    ['all of it, and nothing kept', { kind: 'all-at-once' }, [[0, 100]], 0],
    ['all of it, and the old version kept', { kind: 'blue-green' }, [[0, 100]], 5],
    ['all of it, kept for longer', { kind: 'blue-green', bakeMinutes: 30 }, [[0, 100]], 30],
    ['some first, the rest after the interval', { kind: 'canary', percent: 10, intervalMinutes: 5 }, [[0, 10], [5, 100]], 5], // prettier-ignore
    ['the smallest canary', { kind: 'canary', percent: 1, intervalMinutes: 1, bakeMinutes: 0 }, [[0, 1], [1, 100]], 0], // prettier-ignore
    ['the largest canary', { kind: 'canary', percent: 99, intervalMinutes: 2880, bakeMinutes: 2800 }, [[0, 99], [2880, 100]], 2800], // prettier-ignore
    ['equal steps', { kind: 'linear', percent: 25, intervalMinutes: 3 }, [[0, 25], [3, 50], [6, 75], [9, 100]], 5], // prettier-ignore
    ['equal steps and a shorter last one', { kind: 'linear', percent: 30, intervalMinutes: 1 }, [[0, 30], [1, 60], [2, 90], [3, 100]], 5], // prettier-ignore
    ['one large and one small step', { kind: 'linear', percent: 99, intervalMinutes: 7 }, [[0, 99], [7, 100]], 5], // prettier-ignore
  ])('plans %s', (_, input, steps, bakeMinutes) => {
    expect(trafficPlan(delivery({ ...input, controller }))).toEqual({
      pace: 'clock',
      steps: steps.map(([minute, percent]) => ({ minute, percent })),
      bakeMinutes,
    });
  });
});

it.each([
  [0, 101],
  [50, 150],
  [100, 200],
])('moves a rolling update (%i to %i percent) at the pace of its tasks', (minHealthyPercent, maxPercent) => {
  expect(trafficPlan(delivery({ kind: 'rolling', minHealthyPercent, maxPercent }))).toEqual({
    pace: 'tasks',
    steps: [{ minute: 0, percent: 100 }],
    bakeMinutes: 0,
  });
});

it.each([
  [{ kind: 'all-at-once' }, 0],
  [{ kind: 'blue-green', bakeMinutes: 7 }, 7],
  [{ kind: 'canary', percent: 10, intervalMinutes: 15, bakeMinutes: 5 }, 20],
  [{ kind: 'linear', percent: 10, intervalMinutes: 3, bakeMinutes: 5 }, 32],
  [{ kind: 'rolling' }, 0],
])('%j takes %i minutes of waiting', (input, minutes) => {
  expect(plannedMinutes(trafficPlan(delivery(input)))).toBe(minutes);
});

it('never takes traffic back, never stands still and ends with all of it', () => {
  const anyShift = fc.record({
    kind: fc.constantFrom('canary', 'linear'),
    percent: fc.integer({ min: 1, max: 99 }),
    intervalMinutes: fc.integer({ min: 1, max: 2880 }),
    bakeMinutes: fc.integer({ min: 0, max: 2800 }),
    controller: fc.constantFrom(...BOTH),
  });
  fc.assert(
    fc.property(anyShift, (input) => {
      const { steps } = trafficPlan(delivery(input));
      expect(steps[0]).toEqual({ minute: 0, percent: input.percent });
      expect(steps.at(-1)?.percent).toBe(100);
      for (const [index, step] of steps.slice(1).entries()) {
        const before = steps[index] ?? { minute: NaN, percent: NaN };
        expect(step.minute - before.minute).toBe(input.intervalMinutes);
        expect(step.percent).toBeGreaterThan(before.percent);
        if (input.kind === 'linear') expect(step.percent - before.percent).toBeLessThanOrEqual(input.percent);
      }
    }),
  );
});

it.each<[string, object, RegExp | undefined]>([
  ['the default canary', { kind: 'canary', percent: 10, intervalMinutes: 5 }, undefined],
  ['a canary just as long as an alarm needs', { kind: 'canary', percent: 10, intervalMinutes: 4 }, undefined],
  [
    'a shorter canary',
    { kind: 'canary', percent: 10, intervalMinutes: 3 },
    /^everyone is on the new version after 3 min/,
  ],
  [
    'steps that are over before',
    { kind: 'linear', percent: 50, intervalMinutes: 3 },
    /^everyone .* take 4 min or more$/,
  ],
  ['many steps of a minute', { kind: 'linear', percent: 10, intervalMinutes: 1 }, undefined],
  [
    'a wait that is too short',
    { kind: 'blue-green', bakeMinutes: 3 },
    /^the old version is gone 3 min after .* bakeMinutes$/,
  ],
  ['the default blue-green', { kind: 'blue-green' }, undefined],
  ['all at once, which promises nothing', { kind: 'all-at-once' }, undefined],
  ['tasks one by one', { kind: 'rolling' }, undefined],
])('says what an alarm cannot find in time: %s', (_what, input, sentence) => {
  const said = blindSpot(trafficPlan(delivery(input)));
  if (sentence === undefined) expect(said).toBeUndefined();
  else expect(said).toMatch(sentence);
});
