import { Stack } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { sameAccount } from '../shared/accounts';

/** The calls that a pull makes on a repository. */
export const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];

/** Id of the construct under a repository that says who may pull from outside. */
const ID = 'PullAdmission';

/**
 * Opens `repository` for `role` where the policy of the role alone does not: in another account.
 * Only these roles are admitted, not their whole accounts.
 */
export function admitPull(repository: ecr.IRepository, role: iam.IRole): void {
  if (sameAccount(repository, role)) return;
  const found = repository.node.tryFindChild(ID);
  const admission = found instanceof PullAdmission ? found : new PullAdmission(repository, ID);
  admission.add(role);
}

/**
 * One statement for all roles, because a repository policy may have no more than 10240 characters. The role is the
 * condition and not the principal for the reason that `roleFromOutside` gives.
 */
class PullAdmission extends Construct {
  private readonly statement = new iam.PolicyStatement({ actions: PULL });
  private readonly roleArns: string[] = [];

  constructor(repository: ecr.IRepository, id: string) {
    super(repository, id);
    repository.addToResourcePolicy(this.statement);
  }

  add(role: iam.IRole): void {
    this.roleArns.push(role.roleArn);
    this.statement.addAwsAccountPrincipal(Stack.of(role).account);
    this.statement.addCondition('ArnEquals', { 'aws:PrincipalArn': [...this.roleArns] });
  }
}
