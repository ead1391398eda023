import { createSampler, MAX_TRACES_PER_SECOND } from '../../../app/shared/sampler';

function setUp(ratio: number, random = 0.5) {
  const clock = { now: 1_000_000 };
  return {
    clock,
    sample: createSampler(
      ratio,
      () => clock.now,
      () => random,
    ),
  };
}

test('the first request of each second is traced, even at a ratio of 0', () => {
  const { clock, sample } = setUp(0);
  expect([sample(undefined), sample(undefined)]).toEqual([true, false]);
  clock.now += 1_000;
  expect([sample(undefined), sample(undefined)]).toEqual([true, false]);
});

test.each([
  [0.6, true],
  [0.5, false],
  [0.4, false],
])('with a ratio of %p a later request that draws 0.5 is traced: %p', (ratio, expected) => {
  const { sample } = setUp(ratio);
  sample(undefined);
  expect(sample(undefined)).toBe(expected);
});

test('a caller that has decided is followed and uses nothing up', () => {
  const { sample } = setUp(0);
  expect(sample(false)).toBe(false);
  expect(sample(true)).toBe(true);
  expect(sample(undefined)).toBe(true);
});

test('a busy second is capped', () => {
  const { clock, sample } = setUp(1);
  const traced = () => Array.from({ length: 500 }, () => sample(undefined)).filter(Boolean).length;
  expect(traced()).toBe(MAX_TRACES_PER_SECOND);
  clock.now += 1_000;
  expect(traced()).toBe(MAX_TRACES_PER_SECOND);
});
