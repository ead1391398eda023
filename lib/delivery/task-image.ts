import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { CONTAINER_NAME } from '../../app/shared/contract';

/** Image reference of the service's own container in a task definition; undefined when it has no such container. */
export async function imageOfTask(ecs: ECSClient, taskDefinition: string): Promise<string | undefined> {
  const answer = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const containers = answer.taskDefinition?.containerDefinitions ?? [];
  return containers.find(({ name }) => name === CONTAINER_NAME)?.image;
}
