import type { TrafficRouting } from '../model';

/** One step of a traffic shift: give green this percent, then wait before the next step. */
export interface TrafficStep {
  readonly greenPercent: number;
  /** Cloud seconds; 0 for the last step. */
  readonly waitSeconds: number;
}

/**
 * The steps of a CodeDeploy configuration or an ECS strategy; the last one gives green everything, and no step waits
 * after it. docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
export function trafficSteps(routing: TrafficRouting): readonly TrafficStep[] {
  if (routing.kind === 'all-at-once') return [{ greenPercent: 100, waitSeconds: 0 }];
  const { kind, percent, intervalSeconds: waitSeconds } = routing;
  const count = kind === 'canary' ? 1 : Math.ceil(100 / percent) - 1;
  const partial = Array.from({ length: count }, (_, index) => ({
    greenPercent: (index + 1) * percent,
    waitSeconds,
  }));
  return [...partial, { greenPercent: 100, waitSeconds: 0 }];
}
