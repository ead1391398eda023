import { PhysicalName } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { roleFromOutside, sameAccount } from '../shared/accounts';
import { InlineRole } from '../shared/inline-role';

/**
 * The role that an action acts with: the role of the pipeline itself, or, when `scope` is in another account, a role
 * there which only the role of the pipeline may assume. One that is new can do nothing yet.
 */
export function actionRole(scope: Construct, id: string, pipelineRole: iam.Role): iam.Role {
  if (sameAccount(scope, pipelineRole)) return pipelineRole;
  return new InlineRole(scope, id, {
    roleName: PhysicalName.GENERATE_IF_NEEDED,
    assumedBy: roleFromOutside(pipelineRole),
  });
}

/**
 * What an action or a rule names as its role: nothing when it is the pipeline's own. The constructs of the CDK may not
 * add to it: they would allow more than the action calls.
 */
export function namedRole(role: iam.Role, pipelineRole: iam.Role): iam.IRole | undefined {
  return role === pipelineRole ? undefined : role.withoutPolicyUpdates();
}

/** Lets `role` call `actions` on `resources`, and nothing else by this grant. */
export function allow(role: iam.Role, actions: readonly string[], resources: readonly string[]): void {
  role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [...resources] }));
}
