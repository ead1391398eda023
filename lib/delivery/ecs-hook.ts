import { Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { PublicEntry } from '../service/public-entry';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { childOf } from '../shared/library-parts';
import type { DeliveryTarget } from './delivery-method';
import { ReleaseValidation } from './release-validation';
import { statement } from './statements';

/** Minutes for all calls of the hook together; a hook that never ends must not keep two fleets for a day. */
const HOOK_MINUTES = 15;

export interface EcsHookProps extends DeliveryTarget {
  readonly entry: PublicEntry;
}

/** The hook that ECS calls once test traffic reaches the new version, and the role that ECS calls it with. */
export class EcsHook extends Construct {
  constructor(scope: Construct, id: string, props: EcsHookProps) {
    super(scope, id);
    const { running, platform, entry } = props;
    const { service } = running;
    const hook = new ReleaseValidation(this, 'Validation', {
      vpc: platform.vpc,
      testUrl: entry.testUrl,
      checks: props.checks,
      environment: {},
      logRetention: props.logRetentionDays,
    });
    const revisions = Stack.of(this).formatArn({
      service: 'ecs',
      resource: 'service-revision',
      resourceName: '*',
    });
    hook.handler.allow(['ecs:DescribeServiceRevisions'], [revisions]);
    acknowledgeWildcard(
      hook.handler.role,
      revisions,
      'The service waits for its hook, so the hook cannot name the service; it only reads.',
    );
    service.addLifecycleHook(
      new ecs.DeploymentLifecycleLambdaTarget(hook.function, 'Validation', {
        role: this.invokeRole(hook.function),
        lifecycleStages: [ecs.DeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT],
      }),
    );
    // The construct library has no property for it.
    childOf(service, 'Service', ecs.CfnService).addPropertyOverride(
      'DeploymentConfiguration.LifecycleHooks.0.TimeoutConfiguration',
      { TimeoutInMinutes: HOOK_MINUTES, Action: 'ROLLBACK' },
    );
  }

  /** ECS uses the role when the service is made, so the policy is part of the role, not a resource after it. */
  private invokeRole(hookFunction: lambda.IFunction): iam.Role {
    return new iam.Role(this, 'InvokeRole', {
      assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com'),
      description: `Calls the release hook of ${Stack.of(this).stackName}`,
      inlinePolicies: {
        CallHook: new iam.PolicyDocument({
          statements: [statement(['lambda:InvokeFunction'], [hookFunction.functionArn])],
        }),
      },
    });
  }
}
