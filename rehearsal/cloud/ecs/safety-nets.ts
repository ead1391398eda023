import { DeploymentFailure, type DeploymentContext } from '../deployment';
import type { Fleet } from './fleet';
import { circuitBreakerThreshold } from './rolling-plan';
import type { EcsService } from './service';

/** The caller's patience ended; the deployment itself would go on. */
export class TookTooLong extends DeploymentFailure {
  constructor(seconds: number) {
    super(`the service was not steady after ${Math.round(seconds / 60)} minutes`, { kind: 'tasks' });
  }
}

/** The circuit breaker, as opposed to an alarm, ended the deployment. */
export class BreakerOpen extends DeploymentFailure {
  constructor(message: string) {
    super(message, { kind: 'tasks' });
  }
}

/** Names of the deployment alarms to watch: none when one is red at the start, so that a fix can be deployed. */
export function watchedAlarms({ service, alarms }: DeploymentContext): readonly string[] {
  const names = service.model.deploymentAlarms?.names ?? [];
  return alarms.red(names).length > 0 ? [] : names;
}

/** The failure that an open circuit breaker is; undefined while it is closed, or when there is none. */
export function openBreaker(service: EcsService, next: Fleet): DeploymentFailure | undefined {
  if (service.model.circuitBreaker === undefined) return undefined;
  if (next.failures < circuitBreakerThreshold(service.model.desiredCount)) return undefined;
  return new BreakerOpen(`tasks failed to start ${next.failures} times in a row; last: ${next.lastFailure}`);
}

/** Whether the service says that a deployment which failed in this way is rolled back. */
export function mayRollBack({ model }: EcsService, failure: DeploymentFailure): boolean {
  if (failure instanceof BreakerOpen) return model.circuitBreaker?.rollback ?? false;
  if (failure.event === 'DEPLOYMENT_STOP_ON_ALARM') return model.deploymentAlarms?.rollback ?? false;
  return false;
}
