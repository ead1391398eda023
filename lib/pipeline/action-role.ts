import { PhysicalName } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { roleFromOutside, sameAccount } from '../shared/accounts';

/**
 * A role for one action, which only the role of the pipeline may assume; it can do nothing yet.
 * It gets a name that the pipeline can spell only when `scope` is in another account than the pipeline.
 */
export function actionRole(scope: Construct, id: string, pipelineRole: iam.IRole): iam.Role {
  return new iam.Role(scope, id, {
    roleName: PhysicalName.GENERATE_IF_NEEDED,
    assumedBy: sameAccount(scope, pipelineRole)
      ? new iam.ArnPrincipal(pipelineRole.roleArn)
      : roleFromOutside(pipelineRole),
  });
}

/** Lets `role` call `actions` on `resources`, and nothing else by this grant. */
export function allow(role: iam.Role, actions: readonly string[], resources: readonly string[]): void {
  role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [...resources] }));
}
