import fc from 'fast-check';
import {
  afterCheck,
  INITIAL,
  matches,
  type TargetHealth,
} from '../../../../rehearsal/cloud/balancer/target-health';
import { createWeightedPicker } from '../../../../rehearsal/cloud/balancer/weighted';
import { createResolver } from '../../../../rehearsal/cloud/discovery';

const THRESHOLDS = { healthyThreshold: 3, unhealthyThreshold: 2 };

function stateAfter(results: string, health: TargetHealth = INITIAL): string {
  return [...results].reduce((current, result) => afterCheck(current, result === '+', THRESHOLDS), health)
    .state;
}

test.each([
  ['', 'initial'],
  ['+', 'healthy'],
  ['-', 'initial'],
  ['--', 'unhealthy'],
  ['-+', 'healthy'],
  ['+-', 'healthy'],
  ['+--', 'unhealthy'],
  ['+--++', 'unhealthy'],
  ['+--+++', 'healthy'],
  ['+--++-+++', 'healthy'],
])('a target after the checks %p is %s', (results, state) => expect(stateAfter(results)).toBe(state));

test.each([
  ['200', 200, true],
  ['200', 204, false],
  ['200-299', 204, true],
  ['200,302', 302, true],
  ['200-299,404', 500, false],
])('matcher %s and status %d', (matcher, status, expected) =>
  expect(matches(matcher, status)).toBe(expected),
);

test('nine to one gives every tenth pick to the second, never two in a row', () => {
  const pick = createWeightedPicker([
    { item: 'blue', weight: 90 },
    { item: 'green', weight: 10 },
  ]);
  const picks = Array.from({ length: 100 }, () => pick());
  expect(picks.filter((item) => item === 'green')).toHaveLength(10);
  expect(picks.join(' ')).not.toContain('green green');
});

test('picks are in exact proportion over every full round', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 4 }), (weights) => {
      const pick = createWeightedPicker(weights.map((weight, item) => ({ item, weight })));
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const picks = Array.from({ length: sum }, () => pick());
      weights.forEach((weight, item) =>
        expect(picks.filter((picked) => picked === item)).toHaveLength(weight),
      );
    }),
  );
});

test('without any weight there is nothing to pick', () => {
  expect(createWeightedPicker([{ item: 'blue', weight: 0 }])()).toBeUndefined();
});

test('a DNS answer is kept for its time to live, an empty one is asked again at once', () => {
  let time = 0;
  let instances: number[] = [];
  const resolve = createResolver(() => [...instances], 10, { now: () => time });
  expect(resolve()).toEqual([]);
  instances = [1];
  expect(resolve()).toEqual([1]);
  instances = [2];
  time = 9.9;
  expect(resolve()).toEqual([1]);
  time = 10;
  expect(resolve()).toEqual([2]);
});
