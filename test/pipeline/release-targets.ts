import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { DeployActionProps, Deployments, ReleaseTarget } from '../../lib/delivery/release-target';
import { actionRole, namedRole } from '../../lib/pipeline/action-role';
import { taskDefinitionParameterName } from '../../lib/shared/names';

/** The CodeDeploy group of a service that is not there. */
export function stubDeployments(scope: Construct, environment: string, service: string): Deployments {
  const application = `${environment}-${service}`;
  const arn = Stack.of(scope).formatArn({
    service: 'codedeploy',
    resource: 'deploymentgroup',
    resourceName: `${application}/release`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  return { site: { application, group: 'release' }, arn };
}

/** A release target with an action of another kind in the place of the deploy action, with `changes` laid over it. */
export function stubRelease(
  scope: Construct,
  service: string,
  environment: string,
  changes: Partial<ReleaseTarget> = {},
): ReleaseTarget {
  return {
    service,
    environment,
    scope,
    gate: { approval: false, alarmNames: [] },
    deployments: stubDeployments(scope, environment, service),
    ...changes,
    taskDefinitionParameterName: taskDefinitionParameterName('test', environment, service),
    verifyFunction: lambda.Function.fromFunctionAttributes(scope, `${environment}-${service}-verify`, {
      functionArn: Stack.of(scope).formatArn({
        service: 'lambda',
        resource: 'function',
        resourceName: `verify-${environment}-${service}`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      sameEnvironment: true,
    }),
    deployAction: (target: Construct, props: DeployActionProps): codepipeline.IAction =>
      new actions.S3DeployAction({
        actionName: props.actionName,
        runOrder: props.runOrder,
        bucket: props.artifacts.store,
        input: props.input,
        role: namedRole(actionRole(target, 'DeployRole', props.pipelineRole), props.pipelineRole),
      }),
  };
}
