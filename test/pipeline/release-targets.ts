import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { DeployActionProps, ReleaseTarget } from '../../lib/delivery/release-target';
import { actionRole } from '../../lib/pipeline/action-role';
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
      functionArn: `arn:aws:lambda:us-east-1:111122223333:function:verify-${environment}-${service}`,
      sameEnvironment: true,
    }),
    deployAction: (target: Construct, props: DeployActionProps): codepipeline.IAction =>
      new actions.S3DeployAction({
        actionName: props.actionName,
        runOrder: props.runOrder,
        bucket: props.artifacts.store,
        input: props.input,
        role: actionRole(target, 'DeployRole', props.pipelineRole).withoutPolicyUpdates(),
      }),
  };
}
