import { failedInWindow } from '../../../bench/rows/window';
import type { RehearsalEvent } from '../../../rehearsal/events';

const traffic = (
  at: number,
  blue: number,
  green: number,
  listener: 'production' | 'test' = 'production',
): RehearsalEvent => ({ type: 'traffic', at, listener, weights: { blue, green } });

const sample = (at: number, requests: number, failed = 0, colour = 'blue'): RehearsalEvent => ({
  type: 'sample',
  at,
  colour,
  requests,
  failed,
  p50Ms: 1,
  p99Ms: 2,
});

it('counts from the first shift until all traffic is back', () => {
  const events = [
    traffic(0, 100, 0),
    sample(10, 100),
    traffic(20, 90, 10),
    sample(30, 90),
    sample(30, 10, 10, 'green'),
    traffic(40, 100, 0),
    sample(45, 80, 2),
    sample(45, 5, 5, 'green'),
    sample(55, 100),
  ];
  expect(failedInWindow(events)).toEqual({ requests: 185, failed: 17 });
});

it('counts to the end when the traffic never comes back', () => {
  const events = [traffic(0, 100, 0), traffic(5, 90, 10), sample(6, 10, 1), sample(9, 10, 2)];
  expect(failedInWindow(events)).toEqual({ requests: 20, failed: 3 });
});

it('also ends when all traffic has gone over to the new version', () => {
  const events = [
    traffic(5, 90, 10),
    sample(6, 10, 1),
    traffic(7, 0, 100),
    sample(8, 10, 1),
    sample(9, 10, 10),
  ];
  expect(failedInWindow(events)).toEqual({ requests: 20, failed: 2 });
});

it('does not take test traffic for production traffic', () => {
  const events = [traffic(1, 50, 50, 'test'), sample(2, 10, 1)];
  expect(() => failedInWindow(events)).toThrow('production traffic never reached the new version');
});

it('leaves other events aside', () => {
  const events: RehearsalEvent[] = [
    { type: 'note', at: 0, text: 'hello' },
    traffic(5, 90, 10),
    { type: 'log', at: 6, source: 'app', line: 'failed' },
    sample(6, 10, 1),
  ];
  expect(failedInWindow(events)).toEqual({ requests: 10, failed: 1 });
});
