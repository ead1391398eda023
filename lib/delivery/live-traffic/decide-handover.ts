/** Tasks of an ECS service. */
export interface TaskCounts {
  /** How many there should be. */
  readonly desired: number;
  readonly running: number;
  /** Whether a release of the service is under way. */
  readonly releasing: boolean;
}

/** Two services that serve the same users for a while. */
export interface HandoverSeen {
  /** The one that goes; undefined when it is gone already. */
  readonly before: TaskCounts | undefined;
  /** The one that stays; undefined when it is gone, which CloudFormation notices itself. */
  readonly now: TaskCounts | undefined;
  /** Most tasks that there should have been of the one that goes, since the other one is there. */
  readonly most: number;
  /** Healthy tasks of both in their target group. */
  readonly healthy: number;
  /** Most tasks that the one that stays may run. */
  readonly maxTasks: number;
}

/** What to do next; `why` says what is missing. */
export type HandoverStep =
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly why: string }
  | { readonly kind: 'raise'; readonly tasks: number; readonly why: string };

/**
 * What is missing until the new service carries as much as the old one: as many tasks, and all of them healthy while
 * those of the old one are counted too. While both serve, each feels half of the load and may scale in, so the most that
 * there were are wanted. A release that has moved the old ones elsewhere is never waited out. It never asks for fewer
 * tasks than there are: that is for the scaling to say.
 */
export function nextStep({ before, now, most, healthy, maxTasks }: HandoverSeen): HandoverStep {
  const needed = Math.min(most, maxTasks);
  if (!before || needed === 0) return { kind: 'done' };
  if (!now) return { kind: 'wait', why: 'the new service is not there' };
  const why = `${now.running} of ${needed} tasks run`;
  if (now.desired < needed) return { kind: 'raise', tasks: needed, why };
  if (now.running < needed) return { kind: 'wait', why };
  if (before.releasing) return { kind: 'wait', why: 'a release of the old service has begun' };
  const expected = needed + Math.min(before.running, before.desired);
  if (healthy >= expected) return { kind: 'done' };
  return {
    kind: 'wait',
    why: `${healthy} of the ${expected} tasks of both services are healthy in their target group`,
  };
}
