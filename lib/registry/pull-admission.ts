import { Lazy, Stack } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { sameAccount } from '../shared/accounts';

/** The calls that a pull makes on a repository. */
export const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/**
 * Opens `repository` for `role` where the policy of the role alone does not: in another account.
 * Only these roles are admitted, not the whole account.
 */
export function admitPull(repository: ecr.IRepository, role: iam.IRole): void {
  if (sameAccount(repository, role)) return;
  const id = `Pull-${Stack.of(role).account}`;
  const admission = repository.node.tryFindChild(id) ?? new PullAdmission(repository, id, role);
  if (admission instanceof PullAdmission) admission.roles.push(role);
}

/** One statement for each account, because a repository policy may have no more than 10240 characters. */
class PullAdmission extends Construct {
  readonly roles: iam.IRole[] = [];

  constructor(repository: ecr.IRepository, id: string, role: iam.IRole) {
    super(repository, id);
    repository.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.AccountPrincipal(Stack.of(role).account)],
        actions: PULL,
        conditions: {
          ArnEquals: {
            'aws:PrincipalArn': Lazy.any({ produce: () => this.roles.map(({ roleArn }) => roleArn) }),
          },
        },
      }),
    );
  }
}
