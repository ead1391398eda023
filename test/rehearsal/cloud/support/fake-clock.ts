import { wallAllowance } from '../../../../rehearsal/cloud/clock';
import type { Clock } from '../../../../rehearsal/cloud/types';

/** A clock that moves only when it is told to. */
export interface FakeClock extends Clock {
  /** Moves on, waking sleepers in their order, until `seconds` have passed. */
  advance(seconds: number): Promise<void>;
}

export function fakeClock(speed = 60): FakeClock {
  let time = 0;
  const sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
  return {
    speed,
    now: () => time,
    allowance: (cloudSeconds, floorMs) => wallAllowance(speed, cloudSeconds, floorMs),
    sleep: (seconds, signal) =>
      new Promise((resolve, reject) => {
        const wake = (): void => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        const sleeper = { at: time + seconds, wake };
        const abort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
        };
        if (signal?.aborted) abort();
        else {
          sleepers.add(sleeper);
          signal?.addEventListener('abort', abort, { once: true });
        }
      }),
    advance: async (seconds) => {
      const end = time + seconds;
      await settle();
      for (;;) {
        const [next] = [...sleepers].sort((a, b) => a.at - b.at);
        if (next === undefined || next.at > end) break;
        time = next.at;
        sleepers.delete(next);
        next.wake();
        await settle();
      }
      time = end;
    },
  };
}

/** Lets everything run that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
}
