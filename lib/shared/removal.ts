import { RemovalPolicy } from 'aws-cdk-lib';

/** Whether a resource goes with its stack. One that is kept tells, after a first deployment that failed, why it failed. */
export function removalOf(disposable: boolean): RemovalPolicy {
  return disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
}

/**
 * The same for a resource with a fixed name. It goes also when CloudFormation rolls back its creation: it holds nothing
 * then, and its name would be in the way of the next attempt.
 */
export function removalOfNamed(disposable: boolean): RemovalPolicy {
  return disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}
