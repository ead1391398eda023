import {
  ApplicationDoesNotExistException,
  DeploymentGroupDoesNotExistException,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ListServiceDeploymentsCommand, ServiceNotFoundException } from '@aws-sdk/client-ecs';
import type { ECSClient, ServiceDeploymentBrief, ServiceDeploymentStatus } from '@aws-sdk/client-ecs';
import { asking } from './asking';
import type { Deployment } from './decide-traffic';
import { clusterOf } from './service-arn';

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
  const found = await serviceDeployments(client, serviceArn, [
    'PENDING',
    'IN_PROGRESS',
    'STOP_REQUESTED',
    'ROLLBACK_REQUESTED',
    'ROLLBACK_IN_PROGRESS',
  ]);
  return found.map(({ serviceDeploymentArn: id = 'without an ARN' }) => ({
    id,
    stopCommand: `aws ecs stop-service-deployment --stop-type ROLLBACK --service-deployment-arn ${id}`,
  }));
}

/** Whether ECS has taken back what was deployed last; in which order it tells its deployments is not documented. */
export async function wasTakenBack(client: ECSClient, serviceArn: string | undefined): Promise<boolean> {
  const found = await serviceDeployments(client, serviceArn);
  const madeAt = ({ createdAt }: ServiceDeploymentBrief): number => createdAt?.getTime() ?? 0;
  const [last] = [...found].sort((one, other) => madeAt(other) - madeAt(one));
  return last?.status === 'ROLLBACK_SUCCESSFUL';
}

async function serviceDeployments(
  client: ECSClient,
  service: string | undefined,
  status?: ServiceDeploymentStatus[],
): Promise<ServiceDeploymentBrief[]> {
  if (service === undefined) return [];
  const cluster = clusterOf(service);
  const request = new ListServiceDeploymentsCommand({ cluster, service, ...(status && { status }) });
  return asking(
    'Amazon ECS',
    noneWhen(
      [ServiceNotFoundException],
      client.send(request).then(({ serviceDeployments: found }) => found),
    ),
  );
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
