import { insist, verdictOf, workLimitMs } from '../../lib/delivery/verdict';

const good = { good: true, message: 'all 1 checks passed', checks: [] };

it('hands on the verdict of the work', async () => {
  expect(await verdictOf(() => Promise.resolve(good), 1000)).toEqual(good);
});

it('turns an error into a bad verdict that says it', async () => {
  const failing = (): Promise<never> => Promise.reject(new Error('no such service'));
  expect(await verdictOf(failing, 1000)).toEqual({ good: false, message: 'no such service', checks: [] });
});

it('does not wait for work that takes too long, and tells it to stop', async () => {
  let stopped = false;
  const endless = (signal: AbortSignal): Promise<never> =>
    new Promise(() => signal.addEventListener('abort', () => (stopped = true)));
  expect(await verdictOf(endless, 10)).toEqual({
    good: false,
    message: 'no result within 10 ms',
    checks: [],
  });
  expect(stopped).toBe(true);
});

it('keeps a fifth of the time that Lambda gives for the answer', () => {
  expect(workLimitMs({ getRemainingTimeInMillis: () => 180_000 })).toBe(144_000);
});

it('sends an answer once when that works', async () => {
  const send = jest.fn().mockResolvedValue(undefined);
  await insist(send);
  expect(send).toHaveBeenCalledTimes(1);
});

it('sends an answer again when that fails', async () => {
  const send = jest.fn().mockRejectedValueOnce(new Error('throttled')).mockResolvedValue(undefined);
  await insist(send);
  expect(send).toHaveBeenCalledTimes(2);
});

it('gives up with the last error after three failures', async () => {
  const failures = ['first', 'second', 'third', 'fourth'];
  const send = () => Promise.reject(new Error(failures.shift()));
  await expect(insist(send)).rejects.toThrow('third');
});
