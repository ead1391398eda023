import { DescribeServicesCommand, DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { CONTAINER_NAME } from '../../app/shared/contract';

/** The service that a deployment replaces. */
export interface DeployedService {
  /** ARN or name of the cluster. */
  readonly cluster: string;
  /** ARN or name of the service. */
  readonly service: string;
}

/**
 * Image reference of the tasks that a CodeDeploy deployment started. ECS writes the deployment's id into the task
 * set as its external id.
 * @throws Error when the deployment has no task set, or its task definition has no image
 */
export async function imageOfDeployment(
  ecs: ECSClient,
  { cluster, service }: DeployedService,
  deploymentId: string,
): Promise<string> {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const taskSet = services?.[0]?.taskSets?.find(({ externalId }) => externalId === deploymentId);
  if (!taskSet?.taskDefinition) throw new Error(`deployment ${deploymentId} has no task set in ${service}`);
  const { taskDefinition } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: taskSet.taskDefinition }),
  );
  const container = taskDefinition?.containerDefinitions?.find(({ name }) => name === CONTAINER_NAME);
  if (!container?.image) throw new Error(`${taskSet.taskDefinition} has no image for ${CONTAINER_NAME}`);
  return container.image;
}
