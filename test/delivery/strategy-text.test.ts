import * as fc from 'fast-check';
import type { DeliveryInput } from '../../lib/config/delivery-input';
import { deliverySchema } from '../../lib/config/delivery-schema';
import { formatStrategy, parseStrategy, STRATEGY_FORMS } from '../../lib/delivery/strategy-text';

it.each<[string, DeliveryInput]>([
  ['all-at-once', { kind: 'all-at-once' }],
  ['ecs/all-at-once', { kind: 'all-at-once', controller: 'ecs' }],
  ['blue-green', { kind: 'blue-green' }],
  ['ecs/blue-green/bake 10m', { kind: 'blue-green', controller: 'ecs', bakeMinutes: 10 }],
  ['canary:10%/5m', { kind: 'canary', percent: 10, intervalMinutes: 5 }],
  ['code-deploy/canary:10%/5m', { kind: 'canary', controller: 'code-deploy', percent: 10, intervalMinutes: 5 }], // prettier-ignore
  ['ecs/canary:20%/1m/bake 0m', { kind: 'canary', controller: 'ecs', percent: 20, intervalMinutes: 1, bakeMinutes: 0 }], // prettier-ignore
  ['linear:10%/1m', { kind: 'linear', percent: 10, intervalMinutes: 1 }],
  ['linear:10%/1m/bake 5m', { kind: 'linear', percent: 10, intervalMinutes: 1, bakeMinutes: 5 }],
  ['rolling', { kind: 'rolling' }],
  ['ecs/rolling', { kind: 'rolling' }],
  ['rolling/min 50%', { kind: 'rolling', minHealthyPercent: 50 }],
  ['rolling/max 150%', { kind: 'rolling', maxPercent: 150 }],
  ['rolling/min 0%/max 101%', { kind: 'rolling', minHealthyPercent: 0, maxPercent: 101 }],
  ['  rolling ', { kind: 'rolling' }],
])('reads %j', (text, expected) => {
  expect(parseStrategy(text)).toEqual(expected);
});

it.each([
  '',
  'canary',
  'canary:10/5',
  'canary:10%/5m/bake 5',
  'canary:-1%/5m',
  'canary:10.5%/5m',
  'linear:10%',
  'all-at-once/bake 5m',
  'blue-green:10%/5m',
  'code-deploy/rolling',
  'rolling/bake 5m',
  'rolling/max 200%/min 100%',
  'ECS/rolling',
  'ecs/ecs/rolling',
  'canary:10%/5m extra',
])('refuses %j and lists every legal form', (text) => {
  const message = `"${text}" is no strategy; allowed: `;
  expect(() => parseStrategy(text)).toThrow(message);
  for (const form of STRATEGY_FORMS) expect(() => parseStrategy(text)).toThrow(form);
});

it.each(STRATEGY_FORMS)('reads the form %s with and without what stands in brackets', (form) => {
  const withAll = form.replaceAll(/[[\]]/g, '');
  const withNone = form.replaceAll(/\[.*?\]/g, '');
  expect(deliverySchema.parse(parseStrategy(withAll))).toEqual(deliverySchema.parse(parseStrategy(withNone)));
});

it.each([
  ['canary:10%/5m/bake 5m', 'canary:10%/5m'],
  ['code-deploy/blue-green', 'blue-green'],
  ['ecs/linear:10%/1m/bake 0m', 'ecs/linear:10%/1m/bake 0m'],
  ['ecs/all-at-once', 'ecs/all-at-once'],
  ['ecs/rolling/min 100%/max 150%', 'rolling/max 150%'],
])('writes %s as %s', (text, expected) => {
  expect(formatStrategy(deliverySchema.parse(parseStrategy(text)))).toBe(expected);
});

it('writes what it can read again, for every delivery', () => {
  const controller = fc.constantFrom('code-deploy', 'ecs');
  const bakeMinutes = fc.integer({ min: 0, max: 2800 });
  const percent = fc.integer({ min: 1, max: 99 });
  const intervalMinutes = fc.integer({ min: 1, max: 2880 });
  const any = fc.oneof(
    fc.record({ kind: fc.constant('all-at-once'), controller }),
    fc.record({ kind: fc.constant('blue-green'), controller, bakeMinutes }),
    fc.record({
      kind: fc.constantFrom('canary', 'linear'),
      controller,
      percent,
      intervalMinutes,
      bakeMinutes,
    }),
    fc.record({
      kind: fc.constant('rolling'),
      minHealthyPercent: fc.integer({ min: 0, max: 100 }),
      maxPercent: fc.integer({ min: 101, max: 200 }),
    }),
  );
  fc.assert(
    fc.property(any, (input) => {
      const delivery = deliverySchema.parse(input);
      expect(deliverySchema.parse(parseStrategy(formatStrategy(delivery)))).toEqual(delivery);
    }),
  );
});
