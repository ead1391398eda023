import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

/** True when both are deployed to one account. The configuration gives account ids on both sides or on none. */
export function sameAccount(one: IConstruct, other: IConstruct): boolean {
  return Stack.of(one).account === Stack.of(other).account;
}

/** Account of the toolchain, when an environment is in another one; the configuration names both accounts or none. */
export function toolchainElsewhere(
  { account }: { readonly account?: string | undefined },
  environment: { readonly account?: string | undefined },
): string | undefined {
  return environment.account === account ? undefined : account;
}

/**
 * Exactly `role`, for a policy in another account. A policy that names a role as its principal is refused while the
 * role does not exist, and forgets it when it is made again. With the account as principal and the role as condition
 * the two sides can be deployed, and deployed again, in any order.
 */
export function roleFromOutside(role: iam.IRole): iam.IPrincipal {
  return new iam.AccountPrincipal(Stack.of(role).account).withConditions({
    ArnEquals: { 'aws:PrincipalArn': role.roleArn },
  });
}
