import { Stack, Validations } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference';

/**
 * Records why a policy of `role` has to name `resource` with a wildcard.
 * @param resource the ARN pattern as the policy has it; tokens of the role's own stack are fine
 */
export function acknowledgeWildcard(role: iam.Role, resource: string, reason: string): void {
  const text = flattenCfnReference(Stack.of(role).resolve(resource));
  Validations.of(role).acknowledge({ id: `AwsSolutions::AwsSolutions-IAM5[Resource::${text}]`, reason });
}
