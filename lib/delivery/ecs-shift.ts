import { Duration } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import { CONTAINER_NAME, CONTAINER_PORT } from '../../app/shared/contract';
import type { PublicEntry } from '../service/public-entry';
import type { EcsDeploymentOptions, ServiceDeployment } from '../service/running-service';
import type { BoundDelivery, DeliveryMethod, DeliveryTarget } from './delivery-method';
import { ecsAction, ecsDeploymentsOf } from './deploy-actions';
import { EcsHook } from './ecs-hook';
import { CIRCUIT_BREAKER, watchDeployments } from './ecs-safety';
import { ecsTrafficRole } from './ecs-traffic-role';
import type { ShiftKind, TrafficPlan } from './plan';

/** Traffic shifted by ECS itself, which moves the weights of two listener rules. */
export class EcsShift implements DeliveryMethod {
  readonly deployment: ServiceDeployment;

  constructor(kind: ShiftKind, plan: TrafficPlan) {
    this.deployment = {
      mover: 'ecs-shift',
      options: {
        circuitBreaker: CIRCUIT_BREAKER,
        // ECS starts a full second fleet, so the two percentages decide nothing; CDK wants them said.
        minHealthyPercent: 100,
        maxHealthyPercent: 200,
        bakeTime: Duration.minutes(plan.bakeMinutes),
        ...shiftOptions(kind, plan),
      },
      attach,
    };
  }

  /** Has ECS call the hook, and watch the alarms of both colours. */
  bind(scope: Construct, target: DeliveryTarget): BoundDelivery {
    const { running, task, name, checks } = target;
    if (!running.entry) throw new Error(`${name} has no load balancer; ECS needs one to shift traffic`);
    watchDeployments(running);
    new EcsHook(scope, 'EcsDelivery', running.service, checks);
    return {
      deployments: ecsDeploymentsOf(running.service),
      deployAction: (pipeline, props) => ecsAction(pipeline, props, running.service, task),
    };
  }
}

function shiftOptions(kind: ShiftKind, { steps }: TrafficPlan): Partial<EcsDeploymentOptions> {
  const [first, second] = steps;
  if (!first || !second) return { deploymentStrategy: ecs.DeploymentStrategy.BLUE_GREEN };
  const shift = {
    stepPercent: first.percent,
    stepBakeTime: Duration.minutes(second.minute - first.minute),
  };
  return kind === 'linear'
    ? { deploymentStrategy: ecs.DeploymentStrategy.LINEAR, linearConfiguration: shift }
    : { deploymentStrategy: ecs.DeploymentStrategy.CANARY, canaryConfiguration: shift };
}

function attach(service: ecs.FargateService, entry: PublicEntry): void {
  const { blue, green, rules } = entry;
  if (!rules)
    throw new Error('the load balancer has no rules; ECS cannot move the default action of a listener');
  const target = service.loadBalancerTarget({
    containerName: CONTAINER_NAME,
    containerPort: CONTAINER_PORT,
    alternateTarget: new ecs.AlternateTarget('Green', {
      alternateTargetGroup: green,
      productionListener: ecs.ListenerRuleConfiguration.applicationListenerRule(rules.production),
      testListener: ecs.ListenerRuleConfiguration.applicationListenerRule(rules.test),
      role: ecsTrafficRole(service, entry, rules),
    }),
  });
  blue.addTarget(target);
}
