/** Wall milliseconds between two looks at the clock. */
const TICK_MS = 5;

/** Adds up by how much this process was late, because the machine or the process itself was busy with something else. */
export interface Lateness {
  /** Milliseconds late in all, until now. */
  total(): number;
  stop(): void;
}

/**
 * Starts to watch. A timer that should fire every few milliseconds and fires much later tells that nothing else of
 * this process could happen meanwhile either: what it measured in that time took so much less in truth.
 */
export function watchLateness(now: () => number = () => performance.now()): Lateness {
  let late = 0;
  let last = now();
  const timer = setInterval(() => {
    const at = now();
    const over = at - last - TICK_MS;
    // Timers are never exact; a delay of less than a tick is not worth a correction.
    if (over > TICK_MS) late += over;
    last = at;
  }, TICK_MS);
  timer.unref();
  return { total: () => late, stop: () => clearInterval(timer) };
}
