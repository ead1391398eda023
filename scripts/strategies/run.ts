import type { RehearsalEvent, RehearsalResult } from '../../rehearsal/events';

/** What one rehearsal of a strategy came to. */
export interface StrategyRun {
  /** As `--strategy` takes it. */
  readonly strategy: string;
  readonly result: RehearsalResult;
  readonly asExpected: boolean;
  /** Most tasks of the service at one time, in percent of those that it has between releases. */
  readonly peakPercent: number;
  /** Cloud seconds from the start of the deployment to its end. */
  readonly deploySeconds: number;
}

/** Counts what a table needs from the events of a rehearsal. */
export function toRun(
  strategy: string,
  events: readonly RehearsalEvent[],
  result: RehearsalResult,
  asExpected: boolean,
): StrategyRun {
  return {
    strategy,
    result,
    asExpected,
    peakPercent: peakPercent(events),
    deploySeconds: deploySeconds(events),
  };
}

/** The tasks that are alive when the first deployment begins are those that the service has between releases. */
function peakPercent(events: readonly RehearsalEvent[]): number {
  const deployed = events.find((event) => event.type === 'deployment');
  const service = deployed?.type === 'deployment' ? deployed.service : undefined;
  const alive = new Set<string>();
  let before = 0;
  let peak = 0;
  for (const event of events) {
    if (event === deployed) before = alive.size;
    if (event.type !== 'task' || event.service !== service) continue;
    // ECS counts a task no more once it is told to stop.
    if (event.status === 'stopping' || event.status === 'stopped') alive.delete(event.task);
    else alive.add(event.task);
    if (before > 0) peak = Math.max(peak, alive.size);
  }
  return before === 0 ? 0 : Math.round((peak / before) * 100);
}

function deploySeconds(events: readonly RehearsalEvent[]): number {
  const times = events.flatMap((event) => (event.type === 'deployment' ? [event.at] : []));
  const [first = 0] = times;
  return Math.max(first, ...times) - first;
}
