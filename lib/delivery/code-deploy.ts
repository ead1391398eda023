import { Duration, Stack } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { PublicEntry } from '../service/public-entry';
import { codeDeployRole } from './code-deploy-role';
import type { TrafficPlan } from './plan';
import { ReleaseValidation } from './release-validation';
import type { DeliveryTarget } from './strategy';

/** Canaries that CodeDeploy has already: first percent and minutes until the rest. */
const PREDEFINED = [
  { percent: 10, minutes: 5, config: codedeploy.EcsDeploymentConfig.CANARY_10PERCENT_5MINUTES },
  { percent: 10, minutes: 15, config: codedeploy.EcsDeploymentConfig.CANARY_10PERCENT_15MINUTES },
];

/** Name of the one deployment group in each CodeDeploy application. */
const GROUP_NAME = 'release';

export interface CodeDeployDeliveryProps extends DeliveryTarget {
  readonly entry: PublicEntry;
  readonly plan: TrafficPlan;
}

/** Blue/green by CodeDeploy: application, deployment group, traffic routing and the hook that is asked first. */
export class CodeDeployDelivery extends Construct {
  readonly group: codedeploy.EcsDeploymentGroup;
  readonly hookFunction: lambda.IFunction;

  constructor(scope: Construct, id: string, props: CodeDeployDeliveryProps) {
    super(scope, id);
    const { entry, running, platform, plan } = props;
    const application = new codedeploy.EcsApplication(this, 'Application', { applicationName: props.name });
    this.hookFunction = new ReleaseValidation(this, 'Validation', {
      vpc: platform.vpc,
      service: running.service,
      testUrl: entry.testUrl,
      checks: props.checks,
      // From the group's name and not from the group, which itself waits for the hook's ARN.
      deploymentGroupArn: Stack.of(this).formatArn({
        service: 'codedeploy',
        resource: `deploymentgroup:${application.applicationName}/${GROUP_NAME}`,
      }),
      logRetention: props.logRetentionDays,
    }).function;
    this.group = new codedeploy.EcsDeploymentGroup(this, 'Group', {
      application,
      deploymentGroupName: GROUP_NAME,
      service: running.service,
      role: codeDeployRole(this, { ...props, hookFunction: this.hookFunction }).withoutPolicyUpdates(),
      deploymentConfig: this.deploymentConfig(plan),
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

  private deploymentConfig({ steps }: TrafficPlan): codedeploy.IEcsDeploymentConfig {
    const [first, rest] = steps;
    if (!first || !rest) throw new Error('a canary has two traffic steps');
    const { percent } = first;
    const minutes = rest.minute - first.minute;
    const known = PREDEFINED.find((one) => one.percent === percent && one.minutes === minutes);
    return (
      known?.config ??
      new codedeploy.EcsDeploymentConfig(this, 'Config', {
        trafficRouting: codedeploy.TrafficRouting.timeBasedCanary({
          percentage: percent,
          interval: Duration.minutes(minutes),
        }),
      })
    );
  }
}
