import { repeat } from './clock';
import type { LoadResult } from './load';
import { createTally, type Tally } from './tally';
import type { Clock, Emit, RequestStatistics } from './types';

/** What the users saw: all of it, while the release was deployed or taken back, and sample by sample. */
export interface Users {
  add(result: LoadResult): void;
  /**
   * Starts a window; `isNew` tells which results come from the new version. The way back of a stage goes on with the
   * window of its release, and brings nothing new.
   */
  begin(isNew: (result: LoadResult) => boolean): void;
  /** Ends the window. `gone`: the new version serves nobody any more, so nothing that follows comes from it. */
  end(gone?: boolean): void;
  /** Counts requests that the new version served without the load seeing it: behind another service. */
  addServedByGreen(count: number): void;
  totals(): RequestStatistics;
  window(): RequestStatistics;
  /** Emits what came since the last sample, so that the samples add up to the totals. */
  flush(): void;
  /** Emits samples until the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

/** What `createUsers` needs. */
export interface UsersProps {
  readonly clock: Clock;
  readonly emit: Emit;
  /** Label under which a result is sampled. */
  readonly colourOf: (result: LoadResult) => string;
}

/** Cloud seconds between samples, and the least milliseconds on the wall. */
const SAMPLE_SECONDS = 10;
const SAMPLE_FLOOR_MS = 250;

/** Makes an empty record. */
export function createUsers({ clock, emit, colourOf }: UsersProps): Users {
  const all = createTally();
  const windowTally = createTally();
  let sample = createTally();
  let isNew: ((result: LoadResult) => boolean) | undefined;
  let open = false;
  let served = 0;
  const emitSample = (): void => {
    const ended = sample;
    sample = createTally();
    for (const [colour, { total: requests, failed, p50Ms, p99Ms }] of ended.byColour()) {
      emit({ type: 'sample', at: clock.now(), colour, requests, failed, p50Ms, p99Ms });
    }
  };
  return {
    add: (result) => {
      const counted = { ...result, colour: colourOf(result) };
      all.add(counted);
      sample.add(counted);
      if (isNew?.(result)) served += 1;
      if (open) windowTally.add(counted);
    },
    begin: (next) => {
      isNew ??= next;
      open = true;
    },
    end: (gone = false) => {
      open = false;
      if (gone) isNew = () => false;
    },
    addServedByGreen: (count) => (served += count),
    totals: () => ({ ...numbers(all), servedByGreen: served }),
    window: () => ({ ...numbers(windowTally), servedByGreen: served }),
    flush: emitSample,
    run: (signal) => {
      const interval = Math.max(SAMPLE_SECONDS, (SAMPLE_FLOOR_MS / 1000) * clock.speed);
      return repeat(clock, interval, signal, emitSample);
    },
  };
}

function numbers(tally: Tally): Omit<RequestStatistics, 'servedByGreen'> {
  return tally.summary();
}
