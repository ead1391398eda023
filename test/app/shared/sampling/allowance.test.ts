import { perSecond } from '../../../../app/shared/sampling/allowance';

test('a second allows its number and the next one allows it again', () => {
  const clock = { now: 1_000_999 };
  const take = perSecond(3, () => clock.now);
  const taken = () => Array.from({ length: 10 }, take).filter(Boolean).length;
  expect(taken()).toBe(3);
  expect(taken()).toBe(0);
  clock.now += 1;
  expect(taken()).toBe(3);
});
