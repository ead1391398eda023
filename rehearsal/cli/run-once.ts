import type { RehearsalEvent, RehearsalResult } from '../events';
import { Rehearsal } from '../pipeline/rehearse';
import type { RehearsalOptions } from '../pipeline/rehearse';
import type { Shutdown } from './shutdown';

/** A rehearsal with everything that happened in it. */
export interface Recording {
  readonly events: readonly RehearsalEvent[];
  readonly result: RehearsalResult;
  /** Whether the outcome is the one that the scenario expects. */
  readonly asExpected: boolean;
}

/** Runs one rehearsal, records it, and cleans up whatever happens. */
export async function runOnce(
  options: Omit<RehearsalOptions, 'onEvent'>,
  show: (event: RehearsalEvent) => void,
  shutdown: Shutdown,
): Promise<Recording> {
  const events: RehearsalEvent[] = [];
  const rehearsal = new Rehearsal({
    ...options,
    onEvent: (event) => {
      events.push(event);
      if (!shutdown.begun) show(event);
    },
  });
  const forget = shutdown.add(async () => rehearsal.stop());
  try {
    const result = await rehearsal.run();
    return { events, result, asExpected: result.outcome === options.scenario.expected };
  } finally {
    await rehearsal.stop();
    forget();
  }
}
