import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { actionRole, allow } from './action-role';

/** The role of an action that invokes one function. */
export function invokeRole(
  scope: Construct,
  id: string,
  pipelineRole: iam.Role,
  { functionArn }: lambda.IFunction,
): iam.Role {
  const role = actionRole(scope, id, pipelineRole);
  allow(role, ['lambda:InvokeFunction'], [functionArn]);
  allow(role, ['lambda:ListFunctions'], ['*']);
  acknowledgeWildcard(
    role,
    '*',
    'CodePipeline lists functions before it invokes one, and lambda:ListFunctions knows no resource.',
  );
  return role;
}
