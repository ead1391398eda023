import type { RehearsalEvent } from '../../rehearsal/events';

/** What users saw while production traffic reached two versions. */
export interface WindowTotals {
  readonly requests: number;
  readonly failed: number;
}

/**
 * Adds up the samples from the first shift of production traffic until all of it is back on one version.
 * A sample tells about the time before it, so the first one after the end still counts.
 * @throws Error when traffic was never shared
 */
export function failedInWindow(events: readonly RehearsalEvent[]): WindowTotals {
  const shifts = events.filter((event) => event.type === 'traffic' && event.listener === 'production');
  const isShared = (event: RehearsalEvent): boolean =>
    event.type === 'traffic' && Object.values(event.weights).filter((weight) => weight > 0).length > 1;
  const first = shifts.find(isShared);
  if (!first) throw new Error('production traffic never reached the new version');
  const end = shifts.find((event) => event.at > first.at && !isShared(event))?.at ?? Infinity;
  const samples = events.filter((event) => event.type === 'sample');
  const lastAt = samples.find(({ at }) => at >= end)?.at ?? Infinity;
  const inside = samples.filter(({ at }) => at > first.at && at <= lastAt);
  return {
    requests: inside.reduce((sum, sample) => sum + sample.requests, 0),
    failed: inside.reduce((sum, sample) => sum + sample.failed, 0),
  };
}
