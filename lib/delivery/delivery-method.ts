import type { Construct } from 'constructs';
import type { Platform } from '../service/platform';
import type { RunningService, ServiceDeployment } from '../service/running-service';
import type { ServiceTask } from '../service/service-task';
import type { ReleaseTarget } from './release-target';
import type { SmokeCheck } from './smoke';

/** What a strategy binds itself to. */
export interface DeliveryTarget {
  /** Name of the service in its environment, see `deployedServiceName`. */
  readonly name: string;
  readonly running: RunningService;
  readonly task: ServiceTask;
  readonly platform: Platform;
  /** What a new version must answer. */
  readonly checks: readonly SmokeCheck[];
  /** Days that the logs of the strategy's own functions are kept. */
  readonly logRetentionDays: number;
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
