import { APPROVAL_HOURS, CLOSED_HOURS } from './settings';

/** One stage of a pipeline, as far as it tells whether a release moves. */
export interface StageView {
  readonly stage: string;
  /** What runs in it now. */
  readonly running: readonly RunningAction[];
  /** When a person disabled the way into the stage; absent when it is open. */
  readonly closedSince?: Date;
  /** Whether a release waits to get in. */
  readonly hasInbound: boolean;
}

/** An action that has begun and not ended. */
export interface RunningAction {
  readonly action: string;
  readonly since: Date;
  /** A person must say yes or no. */
  readonly isApproval: boolean;
}

/** Something that does not move, for people. */
export interface Standstill {
  readonly kind: 'waiting' | 'stuck';
  /** For example `shop-storefront, production, Deploy`. */
  readonly where: string;
  /** Whole hours. */
  readonly hours: number;
  readonly why: string;
}

const HOUR_MS = 3_600_000;

/** What stands still in a pipeline at a moment. What waits for its change window is no action, and is not counted. */
export function standstills(
  pipeline: { readonly name: string; readonly actionMinutes: number },
  stages: readonly StageView[],
  now: Date,
): Standstill[] {
  const hoursSince = (since: Date): number => (now.getTime() - since.getTime()) / HOUR_MS;
  return stages.flatMap(({ stage, running, closedSince, hasInbound }) => {
    const found = running.flatMap(({ action, since, isApproval }): Standstill[] => {
      const hours = hoursSince(since);
      if (hours <= (isApproval ? APPROVAL_HOURS : pipeline.actionMinutes / 60)) return [];
      const where = `${pipeline.name}, ${stage}, ${action}`;
      return isApproval
        ? [{ kind: 'waiting', where, hours: Math.floor(hours), why: 'nobody has approved or rejected' }]
        : [{ kind: 'stuck', where, hours: Math.floor(hours), why: 'it runs for longer than it can' }];
    });
    if (!closedSince || !hasInbound || hoursSince(closedSince) <= CLOSED_HOURS) return found;
    const hours = Math.floor(hoursSince(closedSince));
    const closed = {
      kind: 'stuck',
      where: `${pipeline.name}, ${stage}`,
      hours,
      why: 'its way in is closed',
    } as const;
    return [...found, closed];
  });
}

/** How many approvals wait, and in how many pipelines something is stuck. */
export function countsOf(found: ReadonlyMap<string, readonly Standstill[]>): {
  waiting: number;
  stuck: number;
} {
  const all = [...found.values()];
  return {
    waiting: all.flat().filter(({ kind }) => kind === 'waiting').length,
    stuck: all.filter((list) => list.some(({ kind }) => kind === 'stuck')).length,
  };
}
