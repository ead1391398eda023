import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Environment, Service } from '../config/schema';
import type { RollbackAlarms } from '../observability/rollback-alarms';
import type { Platform } from './platform';
import type { PublicEntry } from './public-entry';
import type { ServiceTask } from './service-task';

/** How ECS replaces the tasks of a service; the delivery strategy decides. */
export type EcsDeploymentOptions = Required<
  Pick<ecs.FargateServiceProps, 'deploymentController' | 'minHealthyPercent' | 'maxHealthyPercent'>
> &
  Pick<ecs.FargateServiceProps, 'circuitBreaker'>;

/** What a service needs to run, whoever may call it. */
export interface RunningServiceProps {
  /** Name of the project. */
  readonly project: string;
  readonly environment: Environment;
  readonly service: Service;
  readonly platform: Platform;
  readonly task: ServiceTask;
  readonly deployment: EcsDeploymentOptions;
}

/** A service that runs and can be released. */
export interface RunningService {
  readonly service: ecs.FargateService;
  /** Alarms that undo a release, for each thing that is watched. */
  readonly alarms: readonly RollbackAlarms[];
  /** Base URL, without a slash at the end, that callers use. */
  readonly url: string;
  /** The load balancer; absent when the service is reached by its private name. */
  readonly entry?: PublicEntry;
}
