import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { RunningService } from '../service/running-service';

/** Ends a deployment whose tasks do not start, and puts the old version back. */
export const CIRCUIT_BREAKER: ecs.DeploymentCircuitBreaker = { enable: true, rollback: true };

/** Has ECS put the old version back when an alarm of the service goes off during a deployment. */
export function watchDeployments({ service, alarms }: RunningService): void {
  const names = alarms.flatMap(({ alarmNames }) => alarmNames);
  service.enableDeploymentAlarms(names, { behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM });
  // The names are text, not references, and ECS refuses a service whose alarms do not exist.
  service.node.addDependency(...alarms);
}
