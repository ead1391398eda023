import type { Construct } from 'constructs';
import type { ServiceDeployment } from '../service/running-service';
import type { BoundDelivery, DeliveryMethod, DeliveryTarget } from './delivery-method';
import { ecsAction, ecsDeploymentsOf } from './deploy-actions';
import { CIRCUIT_BREAKER, watchDeployments } from './ecs-safety';

/** How many tasks there may be while they are replaced, in percent of the desired count. */
export interface RollingLimits {
  readonly minHealthyPercent: number;
  readonly maxPercent: number;
}

/** Tasks replaced one after the other by ECS, behind one target group or behind none. */
export class EcsRolling implements DeliveryMethod {
  readonly deployment: ServiceDeployment;

  constructor({ minHealthyPercent, maxPercent }: RollingLimits) {
    this.deployment = {
      mover: 'ecs-rolling',
      options: {
        circuitBreaker: CIRCUIT_BREAKER,
        minHealthyPercent,
        maxHealthyPercent: maxPercent,
      },
      attach: (service, { blue }) => service.attachToApplicationTargetGroup(blue),
    };
  }

  /** Has ECS watch the alarms of the service; there is nothing beside it. */
  bind(_scope: Construct, { running, task }: DeliveryTarget): BoundDelivery {
    watchDeployments(running);
    return {
      deployments: ecsDeploymentsOf(running.service),
      deployAction: (pipeline, props) => ecsAction(pipeline, props, running.service, task),
    };
  }
}
