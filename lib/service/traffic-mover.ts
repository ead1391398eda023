import type { Delivery } from '../config/schema';
import type { TrafficMover } from './running-service';

/** What moves the traffic of a service with this delivery. */
export function moverOf({ kind, controller }: Delivery): TrafficMover {
  if (kind === 'rolling') return 'ecs-rolling';
  return controller === 'ecs' ? 'ecs-shift' : 'code-deploy';
}
