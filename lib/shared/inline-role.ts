import { Lazy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A role with its permissions in it, in place of a policy beside it: whoever waits for the role finds it complete, and
 * drift detection sees the permissions too. IAM takes 10,240 characters of them; `SizeLimits` holds every role to it.
 */
export class InlineRole extends iam.Role {
  private readonly permissions = new iam.PolicyDocument();

  constructor(scope: Construct, id: string, props: Omit<iam.RoleProps, 'inlinePolicies'>) {
    super(scope, id, props);
    (this.node.defaultChild as iam.CfnRole).policies = Lazy.any({
      produce: () =>
        this.permissions.isEmpty
          ? undefined
          : [{ policyName: 'Permissions', policyDocument: this.permissions }],
    });
  }

  override addToPrincipalPolicy(statement: iam.PolicyStatement): iam.AddToPrincipalPolicyResult {
    this.permissions.addStatements(statement);
    return { statementAdded: true, policyDependable: this };
  }
}
