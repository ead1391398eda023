import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * Whether a resource goes with its stack. One that is kept goes all the same when CloudFormation rolls back its
 * creation: it holds nothing then, and its name would be in the way of the next attempt.
 */
export function removalOf(disposable: boolean): RemovalPolicy {
  return disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
