import { isDeepStrictEqual } from 'node:util';
import { ClientException } from '@aws-sdk/client-ecs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { imageOfTask } from '../task-image';
import { asking } from './asking';
import type { LiveVersion } from './decide-version';
import { runningService } from './ecs-services';
import type { GuardProperties } from './guard-contract';
import { clusterAndName } from './service-arn';

/**
 * Whether CloudFormation is about to write a version into a service. Into one of CodeDeploy it writes none, unless
 * another mover gets a new service. An image for the other processor cannot be compared with the one before.
 */
export function writesVersion(before: GuardProperties, now: GuardProperties): boolean {
  if (before.Architecture !== now.Architecture) return false;
  if (before.Mover !== now.Mover) return true;
  const written = ({ Watched }: GuardProperties) => [Watched.TaskDefinition, Watched.Service];
  return now.Mover !== 'code-deploy' && !isDeepStrictEqual(written(before), written(now));
}

/** The version that the users of a service are on; undefined when there is no service, or no such version any more. */
export async function liveVersion(
  client: ECSClient,
  serviceArn: string | undefined,
): Promise<LiveVersion | undefined> {
  const found = serviceArn && (await asking('Amazon ECS', runningService(client, serviceArn)));
  if (!found) return undefined;
  const primary = [...(found.taskSets ?? []), ...(found.deployments ?? [])].find(
    ({ status }) => status === 'PRIMARY',
  );
  const taskDefinition = primary?.taskDefinition ?? found.taskDefinition;
  if (taskDefinition === undefined) return undefined;
  const image = await asking('Amazon ECS', imageOfKnown(client, taskDefinition));
  return image === undefined ? undefined : { service: clusterAndName(serviceArn), taskDefinition, image };
}

/** ECS answers a task definition that was deleted like any other wrong argument. */
async function imageOfKnown(client: ECSClient, taskDefinition: string): Promise<string | undefined> {
  try {
    return await imageOfTask(client, taskDefinition);
  } catch (error) {
    if (error instanceof ClientException) return undefined;
    throw error;
  }
}
