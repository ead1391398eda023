import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { LiveTrafficGuardProps } from '../delivery/live-traffic/live-traffic-guard';
import { childOf } from '../shared/library-parts';
import { deployedServiceName, DEPLOYMENT_GROUP_NAME } from '../shared/names';
import type { RunningServiceProps } from './running-service';

/** What the guard of a service knows about its releases, whoever may call the service. */
export function guardedRelease({
  project,
  environment,
  service,
  task,
  deployment,
}: RunningServiceProps): Omit<LiveTrafficGuardProps, 'routes' | 'service'> {
  return {
    taskDefinition: childOf(task.definition, 'Resource', ecs.CfnTaskDefinition),
    image: task.released.image,
    releaseParameterName: task.released.parameterName,
    architecture: service.architecture,
    mover: deployment.mover,
    application: deployedServiceName(project, environment.name, service.name),
    deploymentGroup: DEPLOYMENT_GROUP_NAME,
    logRetention: environment.logRetentionDays,
  };
}
