import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** A role for one action, which only the role of the pipeline may assume; it can do nothing yet. */
export function actionRole(scope: Construct, id: string, pipelineRole: iam.IRole): iam.Role {
  return new iam.Role(scope, id, { assumedBy: new iam.ArnPrincipal(pipelineRole.roleArn) });
}

/** Lets `role` call `actions` on `resources`, and nothing else by this grant. */
export function allow(role: iam.Role, actions: readonly string[], resources: readonly string[]): void {
  role.addToPolicy(new iam.PolicyStatement({ actions: [...actions], resources: [...resources] }));
}
