import {
  ApplicationDoesNotExistException,
  DeploymentGroupDoesNotExistException,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ListServiceDeploymentsCommand, ServiceNotFoundException } from '@aws-sdk/client-ecs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { asking } from './asking';
import type { Deployment } from './decide-traffic';
import { clusterOf } from './ecs-services';

/** Deployments of a CodeDeploy group that have not finished; none when the group does not exist. */
export async function codeDeployDeployments(
  client: CodeDeployClient,
  applicationName: string,
  deploymentGroupName: string,
): Promise<Deployment[]> {
  const request = new ListDeploymentsCommand({
    applicationName,
    deploymentGroupName,
    includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'],
  });
  const ids = await asking(
    'CodeDeploy',
    noneWhen(
      [ApplicationDoesNotExistException, DeploymentGroupDoesNotExistException],
      client.send(request).then(({ deployments }) => deployments),
    ),
  );
  return ids.map((id) => ({
    id,
    stopCommand: `aws deploy stop-deployment --auto-rollback-enabled --deployment-id ${id}`,
  }));
}

/** Deployments of an ECS service that have not finished; none when the service does not exist. */
export async function ecsDeployments(
  client: ECSClient,
  serviceArn: string | undefined,
): Promise<Deployment[]> {
  if (serviceArn === undefined) return [];
  const request = new ListServiceDeploymentsCommand({
    cluster: clusterOf(serviceArn),
    service: serviceArn,
    status: ['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'],
  });
  const found = await asking(
    'Amazon ECS',
    noneWhen(
      [ServiceNotFoundException],
      client.send(request).then(({ serviceDeployments }) => serviceDeployments),
    ),
  );
  return found.map(({ serviceDeploymentArn: id = 'without an ARN' }) => ({
    id,
    stopCommand: `aws ecs stop-service-deployment --stop-type ROLLBACK --service-deployment-arn ${id}`,
  }));
}

type ErrorClass = abstract new (...args: never[]) => Error;

async function noneWhen<T>(absent: readonly ErrorClass[], answer: Promise<T[] | undefined>): Promise<T[]> {
  try {
    return (await answer) ?? [];
  } catch (error) {
    if (absent.some((kind) => error instanceof kind)) return [];
    throw error;
  }
}
