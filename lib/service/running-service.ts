import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Environment, Service } from '../config/schema';
import type { LiveTrafficGuard } from '../delivery/live-traffic/live-traffic-guard';
import type { RollbackAlarms } from '../observability/rollback-alarms';
import type { Platform } from './platform';
import type { PublicEntry } from './public-entry';
import type { ServiceTask } from './service-task';

/** What moves the traffic of a release. A change of it needs a new ECS service, see `docs/changing-strategy.md`. */
export type TrafficMover =
  /** CodeDeploy, by the default actions of the listeners. */
  | 'code-deploy'
  /** ECS, by the weights of two listener rules. */
  | 'ecs-shift'
  /** Nobody: ECS replaces the tasks behind the same target group. */
  | 'ecs-rolling';

/** How ECS replaces the tasks of a service, as the props of a service. */
export type EcsDeploymentOptions = Required<
  Pick<ecs.FargateServiceProps, 'minHealthyPercent' | 'maxHealthyPercent'>
> &
  Pick<
    ecs.FargateServiceProps,
    | 'deploymentController'
    | 'circuitBreaker'
    | 'deploymentStrategy'
    | 'bakeTime'
    | 'canaryConfiguration'
    | 'linearConfiguration'
  >;

/** How a service must be run so that its delivery strategy can release it; the strategy decides. */
export interface ServiceDeployment {
  readonly mover: TrafficMover;
  readonly options: EcsDeploymentOptions;
  /** Puts the service behind its load balancer, in the way that the mover of the traffic wants it. */
  attach(service: ecs.FargateService, entry: PublicEntry): void;
}

/** What a service needs to run, whoever may call it. */
export interface RunningServiceProps {
  /** Name of the project. */
  readonly project: string;
  readonly environment: Environment;
  readonly service: Service;
  readonly platform: Platform;
  readonly task: ServiceTask;
  readonly deployment: ServiceDeployment;
}

/** A service that runs and can be released. */
export interface RunningService {
  readonly service: ecs.FargateService;
  /** Alarms that undo a release, for each thing that is watched. */
  readonly alarms: readonly RollbackAlarms[];
  /** Base URL, without a slash at the end, that callers use. */
  readonly url: string;
  /** What a deployment of the stack is refused by while it would disturb a release. */
  readonly guard: LiveTrafficGuard;
  /** The load balancer; absent when the service is reached by its private name. */
  readonly entry?: PublicEntry;
}
