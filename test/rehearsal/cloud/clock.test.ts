import { createClock, repeat, waitUntil, wallAllowance } from '../../../rehearsal/cloud/clock';
import { fakeClock } from './support/fake-clock';

test.each([
  ['compressed when that is long enough', 600, 1000, 10_000],
  ['not below the floor', 30, 1000, 1000],
  ['never longer than uncompressed', 0.5, 1000, 500],
])('an allowance is %s', (_, cloudSeconds, floorMs, expected) => {
  expect(wallAllowance(60, cloudSeconds, floorMs)).toBe(expected);
});

test('cloud time runs as many times faster as the speed says', async () => {
  const clock = createClock(600);
  const startedAt = performance.now();
  await clock.sleep(30);
  const wallMs = performance.now() - startedAt;
  expect(wallMs).toBeGreaterThan(45);
  expect(clock.now()).toBeGreaterThanOrEqual(30 - 1);
  expect(clock.now()).toBeLessThan((wallMs / 1000) * 600 + 30);
});

test('a sleep ends with the reason of its signal', async () => {
  const stop = new AbortController();
  const sleeping = createClock(1).sleep(3600, stop.signal);
  stop.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  await expect(createClock(1).sleep(3600, stop.signal)).rejects.toThrow('enough');
});

test('waiting ends when the condition holds', async () => {
  const clock = fakeClock();
  const waiting = waitUntil(clock, () => clock.now() >= 30, { timeoutSeconds: 60 });
  await clock.advance(40);
  expect(await waiting).toBe(true);
});

test('waiting gives up after its time', async () => {
  const clock = fakeClock();
  const waiting = waitUntil(clock, () => false, { timeoutSeconds: 60 });
  await clock.advance(61.5);
  expect(await waiting).toBe(false);
});

test('repeated work stops with its signal', async () => {
  const clock = fakeClock();
  const stop = new AbortController();
  let rounds = 0;
  const repeating = repeat(clock, 10, stop.signal, () => void (rounds += 1));
  await clock.advance(35);
  stop.abort();
  await repeating;
  expect(rounds).toBe(4);
});
