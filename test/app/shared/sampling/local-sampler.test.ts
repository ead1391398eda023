import { localSampler } from '../../../../app/shared/sampling/local-sampler';
import type { SamplingSubject } from '../../../../app/shared/sampling/sampler';

const request: SamplingSubject = { method: 'GET', url: '/', host: '', attributes: {} };

function setUp(ratio: number, random = 0.5) {
  const clock = { now: 1_000_000 };
  const sampler = localSampler(
    ratio,
    () => clock.now,
    () => random,
  );
  return { clock, decide: () => sampler.decide(request) };
}

test('the first request of each second is traced, even at a ratio of 0', () => {
  const { clock, decide } = setUp(0);
  expect([decide(), decide()]).toEqual([true, false]);
  clock.now += 1_000;
  expect([decide(), decide()]).toEqual([true, false]);
});

test.each([
  [0.6, true],
  [0.5, false],
  [0.4, false],
])('with a ratio of %p a later request that draws 0.5 is traced: %p', (ratio, expected) => {
  const { decide } = setUp(ratio);
  decide();
  expect(decide()).toBe(expected);
});
