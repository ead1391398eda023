import { watchLateness } from '../../../rehearsal/cloud/lateness';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** A clock that a test moves by hand between two ticks. */
function watched(...steps: number[]): number {
  let time = 1000;
  const lateness = watchLateness(() => time);
  for (const step of steps) {
    time += step;
    jest.advanceTimersByTime(5);
  }
  lateness.stop();
  return lateness.total();
}

it.each([
  ['a timer that is on time', [5, 5, 5], 0],
  ['a timer that is a little late', [10, 9, 6], 0],
  ['a stall of half a second', [5, 505, 5], 500],
  ['two stalls', [105, 5, 55], 150],
])('%s', (_, steps, late) => {
  expect(watched(...steps)).toBe(late);
});

it('counts nothing more once it has stopped', () => {
  let time = 0;
  const lateness = watchLateness(() => time);
  lateness.stop();
  time = 900;
  jest.advanceTimersByTime(50);
  expect(lateness.total()).toBe(0);
});
