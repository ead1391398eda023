import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Delivery } from '../config/schema';
import type { ServiceDeployment } from '../service/running-service';
import { CodeDeployShift } from './code-deploy-shift';
import type { BoundDelivery, DeliveryMethod, DeliveryTarget } from './delivery-method';
import { EcsRolling } from './ecs-rolling';
import { EcsShift } from './ecs-shift';
import { blindSpot, trafficPlan } from './plan';
import type { TrafficPlan } from './plan';

/** Options of a strategy: what the configuration of its kind has, defaults applied. */
type OptionsOf<K extends Delivery['kind']> = Omit<Extract<Delivery, { kind: K }>, 'kind'>;

/** How a new version of a service takes over from the old one. */
export class DeliveryStrategy {
  /** A second fleet, then all traffic at once; the old fleet goes at once too. Needs a load balancer. */
  static allAtOnce(options: OptionsOf<'all-at-once'>): DeliveryStrategy {
    return DeliveryStrategy.fromConfig({ kind: 'all-at-once', ...options });
  }

  /** A second fleet, then all traffic at once; the old fleet waits to take it back. Needs a load balancer. */
  static blueGreen(options: OptionsOf<'blue-green'>): DeliveryStrategy {
    return DeliveryStrategy.fromConfig({ kind: 'blue-green', ...options });
  }

  /** A second fleet, some traffic first, the rest after a wait. Needs a load balancer. */
  static canary(options: OptionsOf<'canary'>): DeliveryStrategy {
    return DeliveryStrategy.fromConfig({ kind: 'canary', ...options });
  }

  /** A second fleet, and the same share of the traffic again and again. Needs a load balancer. */
  static linear(options: OptionsOf<'linear'>): DeliveryStrategy {
    return DeliveryStrategy.fromConfig({ kind: 'linear', ...options });
  }

  /** Task by task, by ECS, with circuit breaker and deployment alarms. */
  static rolling(options: OptionsOf<'rolling'>): DeliveryStrategy {
    return DeliveryStrategy.fromConfig({ kind: 'rolling', ...options });
  }

  /** The strategy that the configuration of a service asks for. */
  static fromConfig(delivery: Delivery): DeliveryStrategy {
    const plan = trafficPlan(delivery);
    if (delivery.kind === 'rolling') return new DeliveryStrategy(plan, new EcsRolling(delivery));
    const Shift = delivery.controller === 'ecs' ? EcsShift : CodeDeployShift;
    return new DeliveryStrategy(plan, new Shift(delivery.kind, plan));
  }

  private constructor(
    /** The traffic steps of this strategy. */
    readonly plan: TrafficPlan,
    private readonly method: DeliveryMethod,
  ) {}

  /** How the service must be run for this strategy. */
  get deployment(): ServiceDeployment {
    return this.method.deployment;
  }

  /**
   * Makes what the strategy needs beside the service.
   * @throws Error when the service lacks what the strategy moves traffic with
   */
  bind(scope: Construct, target: DeliveryTarget): BoundDelivery {
    const blind = blindSpot(this.plan);
    if (blind !== undefined) Annotations.of(scope).addWarningV2('delivery:blind-spot', `delivery: ${blind}`);
    return this.method.bind(scope, target);
  }
}
