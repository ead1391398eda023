import type { Delivery } from '../config/schema';

/** One change of the production traffic. */
export interface TrafficStep {
  /** Minutes since the first change. */
  readonly minute: number;
  /** Percent of production traffic that the new version has from then on. */
  readonly percent: number;
}

/** How a release takes over, and when. Every duration of a delivery is read from here. */
export interface TrafficPlan {
  /** `clock`: each step at its minute. `tasks`: as fast as new tasks become healthy, so minutes say nothing. */
  readonly pace: 'clock' | 'tasks';
  /** In order, the last one at 100 percent. */
  readonly steps: readonly TrafficStep[];
  /** Minutes that the old version is kept after the last step, ready to take the traffic back. */
  readonly bakeMinutes: number;
}

/** Kinds of delivery that shift traffic between two fleets. */
export type ShiftKind = Exclude<Delivery['kind'], 'rolling'>;

const AT_ONCE: readonly TrafficStep[] = [{ minute: 0, percent: 100 }];

/** The timed traffic steps of a resolved delivery; the same for both controllers. */
export function trafficPlan(delivery: Delivery): TrafficPlan {
  switch (delivery.kind) {
    case 'rolling':
      return { pace: 'tasks', steps: AT_ONCE, bakeMinutes: 0 };
    case 'all-at-once':
      return { pace: 'clock', steps: AT_ONCE, bakeMinutes: 0 };
    case 'blue-green':
      return { pace: 'clock', steps: AT_ONCE, bakeMinutes: delivery.bakeMinutes };
    case 'canary':
      return { pace: 'clock', steps: canarySteps(delivery), bakeMinutes: delivery.bakeMinutes };
    case 'linear':
      return { pace: 'clock', steps: linearSteps(delivery), bakeMinutes: delivery.bakeMinutes };
  }
}

/** Minutes from the first change of the traffic until the old version may go. */
export function plannedMinutes({ steps, bakeMinutes }: TrafficPlan): number {
  return shiftMinutes(steps) + bakeMinutes;
}

/** Minutes from the first change of the traffic to the last one. */
export function shiftMinutes(steps: readonly TrafficStep[]): number {
  return steps.at(-1)?.minute ?? 0;
}

/**
 * Minutes from the first bad answer until an alarm on one minute of a load balancer's metrics is red: mostly, and at most.
 * The metrics of a minute come a minute or two after it; where these numbers come from is in `rehearsal/BEHAVIOUR.md`.
 */
export const DETECTION_MINUTES = { mostly: 3, most: 4 } as const;

/**
 * What a plan that goes by the clock cannot keep, because an alarm takes longer; undefined when there is nothing to say.
 * All traffic at once without a wait promises nothing, so nothing is said of it.
 */
export function blindSpot(plan: TrafficPlan): string | undefined {
  const { pace, steps } = plan;
  const planned = plannedMinutes(plan);
  if (pace === 'tasks' || planned === 0) return undefined;
  const { most } = DETECTION_MINUTES;
  if (planned < most) {
    return `the old version is gone ${planned} min after the first users come, and an alarm may need ${most}: it takes nothing back; wait longer between the steps or raise bakeMinutes`;
  }
  if (steps.length === 1 || shiftMinutes(steps) >= most) return undefined;
  return `everyone is on the new version after ${shiftMinutes(steps)} min, and an alarm may need ${most}: the first steps protect nobody from what only an alarm finds; take ${most} min or more`;
}

/** What a shift in steps is told: how much each time, and the minutes in between. */
interface Shift {
  readonly percent: number;
  readonly intervalMinutes: number;
}

function canarySteps({ percent, intervalMinutes }: Shift): TrafficStep[] {
  return [
    { minute: 0, percent },
    { minute: intervalMinutes, percent: 100 },
  ];
}

/** Equal steps; where they do not make 100, the last one takes what is left, as both controllers do. */
function linearSteps({ percent, intervalMinutes }: Shift): TrafficStep[] {
  return Array.from({ length: Math.ceil(100 / percent) }, (_, index) => ({
    minute: index * intervalMinutes,
    percent: Math.min(100, (index + 1) * percent),
  }));
}
