import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { DeployActionProps, ReleaseTarget } from '../../lib/delivery/release-target';
import { actionRole, namedRole } from '../../lib/pipeline/action-role';
import { taskDefinitionParameterName } from '../../lib/shared/names';

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
