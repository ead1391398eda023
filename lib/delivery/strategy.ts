import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { Delivery } from '../config/schema';
import type { Platform } from '../service/platform';
import type { EcsDeploymentOptions, RunningService } from '../service/running-service';
import type { ServiceTask } from '../service/service-task';
import { CodeDeployDelivery } from './code-deploy';
import { codeDeployAction, ecsAction } from './deploy-actions';
import { trafficPlan } from './plan';
import type { TrafficPlan } from './plan';
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
export type BoundDelivery = Pick<ReleaseTarget, 'hookFunctionName' | 'deployAction'>;

/** How a new version of a service takes over from the old one. */
export abstract class DeliveryStrategy {
  /** Some traffic first, the rest after a wait; by CodeDeploy, for a service behind a load balancer. */
  static canary(options: Omit<Extract<Delivery, { kind: 'canary' }>, 'kind'>): DeliveryStrategy {
    return new CodeDeployCanary(trafficPlan({ kind: 'canary', ...options }));
  }

  /** Task by task, by ECS, with circuit breaker and deployment alarms. */
  static rolling(options: Omit<Extract<Delivery, { kind: 'rolling' }>, 'kind'>): DeliveryStrategy {
    return new EcsRolling(trafficPlan({ kind: 'rolling', ...options }), options);
  }

  /** The strategy that the configuration of a service asks for. */
  static fromConfig(delivery: Delivery): DeliveryStrategy {
    if (delivery.kind === 'canary') return DeliveryStrategy.canary(delivery);
    if (delivery.kind === 'rolling') return DeliveryStrategy.rolling(delivery);
    throw new Error(`${delivery.kind} has no construct yet`);
  }

  /** How ECS must run the service for this strategy. */
  abstract readonly deployment: EcsDeploymentOptions;

  protected constructor(
    /** The traffic steps of this strategy. */
    readonly plan: TrafficPlan,
  ) {}

  /**
   * Makes what the strategy needs beside the service.
   * @throws Error when the service lacks what the strategy moves traffic with
   */
  abstract bind(scope: Construct, target: DeliveryTarget): BoundDelivery;
}

class CodeDeployCanary extends DeliveryStrategy {
  // CodeDeploy starts a full second fleet, so the two percentages decide nothing; CDK wants them said.
  readonly deployment: EcsDeploymentOptions = {
    deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
  };

  constructor(plan: TrafficPlan) {
    super(plan);
  }

  bind(scope: Construct, target: DeliveryTarget): BoundDelivery {
    const { entry } = target.running;
    if (!entry) throw new Error(`${target.name} has no load balancer; a canary needs one to shift traffic`);
    const delivery = new CodeDeployDelivery(scope, 'Delivery', { ...target, entry, plan: this.plan });
    return {
      hookFunctionName: delivery.hookFunction.functionName,
      deployAction: (pipeline, props) => codeDeployAction(pipeline, props, delivery.group, target.task),
    };
  }
}

class EcsRolling extends DeliveryStrategy {
  readonly deployment: EcsDeploymentOptions;

  constructor(
    plan: TrafficPlan,
    limits: { readonly minHealthyPercent: number; readonly maxPercent: number },
  ) {
    super(plan);
    this.deployment = {
      deploymentController: { type: ecs.DeploymentControllerType.ECS },
      circuitBreaker: { enable: true, rollback: true },
      minHealthyPercent: limits.minHealthyPercent,
      maxHealthyPercent: limits.maxPercent,
    };
  }

  bind(_scope: Construct, { running, task }: DeliveryTarget): BoundDelivery {
    const { service, alarms } = running;
    const names = alarms.flatMap(({ alarmNames }) => alarmNames);
    service.enableDeploymentAlarms(names, { behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM });
    // The names are text, not references, and ECS refuses a service whose alarms do not exist.
    service.node.addDependency(...alarms);
    return { deployAction: (pipeline, props) => ecsAction(pipeline, props, service, task) };
  }
}
