import { onOrphaned } from '../../../rehearsal/cli/ancestors';

const START = new Map([
  [process.pid, 30],
  [30, 20],
  [20, 10],
  [10, 1],
]);

/** How often a rehearsal leaves, three seconds after the parents have become what `now` says. */
function leavesWhen(now: ReadonlyMap<number, number>): number {
  jest.useFakeTimers();
  let parents: ReadonlyMap<number, number> = START;
  const leave = jest.fn();
  onOrphaned(leave, (pid) => parents.get(pid));
  jest.advanceTimersByTime(3000);
  expect(leave).not.toHaveBeenCalled();
  parents = now;
  jest.advanceTimersByTime(3000);
  jest.useRealTimers();
  return leave.mock.calls.length;
}

it('stays while every process above is there', () => expect(leavesWhen(START)).toBe(0));

it.each([
  ['the direct parent is another one', [[process.pid, 1]]],
  ['the shell of npm is gone', [[30, 1]]],
  ['a parent far above has ended', [[20, 1]]],
])('leaves once when %s', (_, changes) => {
  expect(leavesWhen(new Map([...START, ...(changes as [number, number][])]))).toBe(1);
});

it('leaves when a process above can no longer be read', () => {
  expect(leavesWhen(new Map([...START].filter(([pid]) => pid !== 20)))).toBe(1);
});

it('reads the true parents', () => {
  jest.useFakeTimers();
  const leave = jest.fn();
  onOrphaned(leave);
  jest.advanceTimersByTime(2000);
  expect(leave).not.toHaveBeenCalled();
  jest.useRealTimers();
});
