import type { Construct } from 'constructs';
import type { RunningService, ServiceDeployment } from '../service/running-service';
import type { ServiceTask } from '../service/service-task';
import type { ReleaseChecks } from './release-checks';
import type { ReleaseTarget } from './release-target';

/** What a strategy binds itself to. */
export interface DeliveryTarget {
  /** Name of the service in its environment, see `deployedServiceName`. */
  readonly name: string;
  readonly running: RunningService;
  readonly task: ServiceTask;
  /** What is asked before traffic is shifted, where the strategy shifts it. */
  readonly checks: ReleaseChecks;
}

/** What a bound strategy gives the pipeline. */
export type BoundDelivery = Pick<ReleaseTarget, 'hookFunctionName' | 'deployments' | 'deployAction'>;

/** How a traffic plan becomes AWS resources. */
export interface DeliveryMethod {
  /** How the service must be run. */
  readonly deployment: ServiceDeployment;
  /**
   * Makes what the method needs beside the service.
   * @throws Error when the service lacks what the method moves traffic with
   */
  bind(scope: Construct, target: DeliveryTarget): BoundDelivery;
}
