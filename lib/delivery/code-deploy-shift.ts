import * as ecs from 'aws-cdk-lib/aws-ecs';
import type { Construct } from 'constructs';
import type { ServiceDeployment } from '../service/running-service';
import { CodeDeployDelivery } from './code-deploy';
import type { BoundDelivery, DeliveryMethod, DeliveryTarget } from './delivery-method';
import { codeDeployAction } from './deploy-actions';
import type { ShiftKind, TrafficPlan } from './plan';

/** Traffic shifted by CodeDeploy, which swaps the default actions of the two listeners. */
export class CodeDeployShift implements DeliveryMethod {
  readonly deployment: ServiceDeployment = {
    mover: 'code-deploy',
    // CodeDeploy starts a full second fleet, so the two percentages decide nothing; CDK wants them said.
    options: {
      deploymentController: { type: ecs.DeploymentControllerType.CODE_DEPLOY },
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
    },
    attach: (service, { blue }) => service.attachToApplicationTargetGroup(blue),
  };

  constructor(
    private readonly kind: ShiftKind,
    private readonly plan: TrafficPlan,
  ) {}

  /** Makes the CodeDeploy application with its deployment group, and lets the checks answer as hook. */
  bind(scope: Construct, target: DeliveryTarget): BoundDelivery {
    const { entry } = target.running;
    if (!entry) throw new Error(`${target.name} has no load balancer; CodeDeploy needs one to shift traffic`);
    const { kind, plan } = this;
    const delivery = new CodeDeployDelivery(scope, 'Delivery', { ...target, entry, kind, plan });
    return {
      hookFunctionName: target.checks.handler.function.functionName,
      deployments: delivery.deployments,
      deployAction: (pipeline, props) => codeDeployAction(pipeline, props, delivery.group, target.task),
    };
  }
}
