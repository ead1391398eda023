import type { TrafficRouting } from './model';
import type { NativeModel } from './native-model';

/** How a strategy of the ECS controller moves production traffic, in the terms of CodeDeploy. */
export function routingOf({ strategy, stepPercent, stepBakeSeconds }: NativeModel): TrafficRouting {
  if (strategy === 'BLUE_GREEN' || stepPercent === undefined) return { kind: 'all-at-once' };
  const kind = strategy === 'CANARY' ? 'canary' : 'linear';
  return { kind, percent: stepPercent, intervalSeconds: stepBakeSeconds ?? 0 };
}
