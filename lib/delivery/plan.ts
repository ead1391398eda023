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

/** The timed traffic steps of a resolved delivery. */
export function trafficPlan(delivery: Delivery): TrafficPlan {
  if (delivery.kind === 'rolling') {
    return { pace: 'tasks', steps: [{ minute: 0, percent: 100 }], bakeMinutes: 0 };
  }
  return {
    pace: 'clock',
    steps: [
      { minute: 0, percent: delivery.percent },
      { minute: delivery.intervalMinutes, percent: 100 },
    ],
    bakeMinutes: delivery.bakeMinutes,
  };
}
