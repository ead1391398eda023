import { Stack } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { childOf } from '../shared/library-parts';
import type { ReleaseChecks } from './release-checks';
import { statement } from './statements';

/** Minutes for all calls of the hook together; a hook that never ends must not keep two fleets for a day. */
const HOOK_MINUTES = 15;

/** Has ECS call the checks once test traffic reaches the new version, and makes the role that ECS calls them with. */
export class EcsHook extends Construct {
  constructor(scope: Construct, id: string, service: ecs.FargateService, checks: ReleaseChecks) {
    super(scope, id);
    const { handler } = checks;
    const revisions = Stack.of(this).formatArn({
      service: 'ecs',
      resource: 'service-revision',
      resourceName: '*',
    });
    handler.allow(['ecs:DescribeServiceRevisions'], [revisions]);
    handler.allow(['ecs:DescribeTaskDefinition'], ['*']);
    acknowledgeWildcard(
      handler.role,
      revisions,
      'The service waits for its hook, so the hook cannot name the service; it only reads.',
    );
    service.addLifecycleHook(
      new ecs.DeploymentLifecycleLambdaTarget(handler.function, 'Validation', {
        role: this.invokeRole(handler.function),
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
