import { Duration, Stack } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import { Construct } from 'constructs';
import type { PublicEntry } from '../service/public-entry';
import { DEPLOYMENT_GROUP_NAME } from '../shared/names';
import { codeDeployRole } from './code-deploy-role';
import { deploymentConfig } from './code-deploy-routing';
import type { DeliveryTarget } from './delivery-method';
import { HOOK_ENV } from './function-settings';
import type { ShiftKind, TrafficPlan } from './plan';
import type { Deployments } from './release-target';

export interface CodeDeployDeliveryProps extends DeliveryTarget {
  readonly entry: PublicEntry;
  readonly kind: ShiftKind;
  readonly plan: TrafficPlan;
}

/** Blue/green by CodeDeploy: application, deployment group and traffic routing, with the hook that is asked first. */
export class CodeDeployDelivery extends Construct {
  readonly group: codedeploy.EcsDeploymentGroup;

  constructor(scope: Construct, id: string, props: CodeDeployDeliveryProps) {
    super(scope, id);
    const { entry, running, plan } = props;
    const application = new codedeploy.EcsApplication(this, 'Application', { applicationName: props.name });
    this.answerHook(props, application);
    this.group = new codedeploy.EcsDeploymentGroup(this, 'Group', {
      application,
      deploymentGroupName: DEPLOYMENT_GROUP_NAME,
      service: running.service,
      role: codeDeployRole(this, {
        ...props,
        hookFunction: props.checks.handler.function,
      }).withoutPolicyUpdates(),
      deploymentConfig: deploymentConfig(this, props.kind, plan),
      alarms: running.alarms.flatMap(({ alarms }) => alarms),
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      blueGreenDeploymentConfig: {
        blueTargetGroup: entry.blue,
        greenTargetGroup: entry.green,
        listener: entry.productionListener,
        testListener: entry.testListener,
        terminationWaitTime: Duration.minutes(plan.bakeMinutes),
      },
    });
  }

  /** Where CodeDeploy deploys the service, as names: what asks about it may be in another account. */
  get deployments(): Deployments {
    const { application, deploymentGroupName: group, deploymentGroupArn: arn } = this.group;
    return { site: { application: application.applicationName, group }, arn };
  }

  /** Lets the checks find the new image and answer the hook of this deployment group. */
  private answerHook(
    { running: { service }, checks: { handler } }: CodeDeployDeliveryProps,
    { applicationName }: codedeploy.IEcsApplication,
  ): void {
    // From the group's name and not from the group, which itself waits for the hook's ARN.
    const deploymentGroupArn = Stack.of(this).formatArn({
      service: 'codedeploy',
      resource: `deploymentgroup:${applicationName}/${DEPLOYMENT_GROUP_NAME}`,
    });
    handler.function.addEnvironment(HOOK_ENV.cluster, service.cluster.clusterArn);
    handler.function.addEnvironment(HOOK_ENV.service, service.serviceArn);
    handler.allow(['ecs:DescribeServices'], [service.serviceArn]);
    handler.allow(['ecs:DescribeTaskDefinition'], ['*']);
    handler.allow(['codedeploy:PutLifecycleEventHookExecutionStatus'], [deploymentGroupArn]);
  }
}
