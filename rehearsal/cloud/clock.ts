import type { Clock } from './types';

/** Makes the clock of a rehearsal, which starts at zero now; `speed` is cloud seconds per wall second. */
export function createClock(speed: number): Clock {
  const startedAt = performance.now();
  return {
    speed,
    now: () => ((performance.now() - startedAt) / 1000) * speed,
    sleep: (cloudSeconds, signal) => sleepOnTheWall((cloudSeconds / speed) * 1000, signal),
    allowance: (cloudSeconds, floorMs) => wallAllowance(speed, cloudSeconds, floorMs),
  };
}

/**
 * Wall milliseconds that a real process gets for what may take `cloudSeconds` on AWS. Processes live in wall
 * time: a request of 300 ms takes 300 ms at every speed, so waiting for one is not compressed below `floorMs`.
 */
export function wallAllowance(speed: number, cloudSeconds: number, floorMs: number): number {
  const uncompressed = cloudSeconds * 1000;
  return Math.min(uncompressed, Math.max(uncompressed / speed, floorMs));
}

/**
 * Waits until the condition holds. Looks once in a cloud second, but not more often than every 20 ms on the
 * wall. False when `timeoutSeconds` of cloud time passed first; rejects when the signal is aborted.
 */
export async function waitUntil(
  clock: Clock,
  condition: () => boolean,
  { timeoutSeconds = Infinity, signal }: { timeoutSeconds?: number; signal?: AbortSignal } = {},
): Promise<boolean> {
  const deadline = clock.now() + timeoutSeconds;
  for (;;) {
    signal?.throwIfAborted();
    if (condition()) return true;
    if (clock.now() >= deadline) return false;
    await clock.sleep(pollSeconds(clock), signal);
  }
}

/** Cloud seconds between two looks at something that changes by itself. */
export function pollSeconds(clock: Clock): number {
  return Math.max(1, 0.02 * clock.speed);
}

/** Runs `work` again and again, `seconds` of cloud time apart, until the signal is aborted. */
export async function repeat(
  clock: Clock,
  seconds: number,
  signal: AbortSignal,
  work: () => void | Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await work();
    try {
      await clock.sleep(seconds, signal);
    } catch {
      return;
    }
  }
}

function sleepOnTheWall(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(asError(signal.reason));
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(asError(signal?.reason));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** What was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
