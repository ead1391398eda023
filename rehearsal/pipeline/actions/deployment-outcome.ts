import type { DeploymentOutcome } from '../../cloud/types';
import type { ActionOutcome } from '../action';

/** A deployment's result as the result of the action that started it. */
export function deploymentOutcome(deployment: DeploymentOutcome, image: string): ActionOutcome {
  const succeeded = deployment.status === 'succeeded';
  return {
    succeeded,
    deployment,
    image,
    detail: deployment.deploymentId,
    ...(succeeded ? {} : { reason: deployment.reason ?? `the deployment ${deployment.status}` }),
    ...(deployment.cause !== undefined && { cause: deployment.cause }),
  };
}
