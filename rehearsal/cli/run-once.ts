import type { RehearsalEvent, RehearsalResult } from '../events';
import type { Outcome } from '../expectation';
import { Rehearsal } from '../pipeline/rehearse';
import type { RehearsalOptions } from '../pipeline/rehearse';
import type { Shutdown } from './shutdown';

/** A rehearsal with everything that happened in it. */
export interface Recording {
  readonly events: readonly RehearsalEvent[];
  readonly result: RehearsalResult;
  /** Outcomes that the scenario expects of this service. */
  readonly expected: readonly Outcome[];
  /** Whether the verdict of the result says so. */
  readonly asExpected: boolean;
}

/** Runs one rehearsal, records it, and cleans up whatever happens. Throws UsageError. */
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
    const expected = [...new Set(result.expected.map(({ outcome }) => outcome))];
    return { events, result, expected, asExpected: result.verdict.kind === 'as-expected' };
  } finally {
    await rehearsal.stop();
    forget();
  }
}
