import { DescribeServiceRevisionsCommand, DescribeServicesCommand } from '@aws-sdk/client-ecs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { CONTAINER_NAME } from '../../app/shared/contract';
import { textOf } from './check-settings';
import { HOOK_ENV } from './function-settings';
import { isEcsHook } from './hook-events';
import type { CodeDeployHookEvent, EcsHookEvent } from './hook-events';
import { imageOfTask } from './task-image';

/** The service that a deployment replaces. */
interface DeployedService {
  /** ARN or name of the cluster. */
  readonly cluster: string;
  /** ARN or name of the service. */
  readonly service: string;
}

/**
 * Image reference of the version that a hook is asked about.
 * @param env environment of the function; for CodeDeploy it names the service
 * @throws Error when AWS does not know the version, or it has no image
 */
export async function imageUnderTest(
  ecs: ECSClient,
  event: CodeDeployHookEvent | EcsHookEvent,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  if (isEcsHook(event)) return imageOfRevision(ecs, event.executionDetails.targetServiceRevisionArn);
  const deployed = { cluster: textOf(env, HOOK_ENV.cluster), service: textOf(env, HOOK_ENV.service) };
  return imageOfDeployment(ecs, deployed, event.DeploymentId);
}

/**
 * Image reference of the tasks that a CodeDeploy deployment started. ECS writes the deployment's id into the task
 * set as its external id.
 * @throws Error when the deployment has no task set, or its task definition has no image
 */
async function imageOfDeployment(
  ecs: ECSClient,
  { cluster, service }: DeployedService,
  deploymentId: string,
): Promise<string> {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const taskSet = services?.[0]?.taskSets?.find(({ externalId }) => externalId === deploymentId);
  if (!taskSet?.taskDefinition) throw new Error(`deployment ${deploymentId} has no task set in ${service}`);
  return imageOf(ecs, taskSet.taskDefinition);
}

/**
 * Image reference of the tasks of a service revision.
 * @throws Error when there is no such revision, or its task definition has no image
 */
async function imageOfRevision(ecs: ECSClient, revisionArn: string): Promise<string> {
  const { serviceRevisions } = await ecs.send(
    new DescribeServiceRevisionsCommand({ serviceRevisionArns: [revisionArn] }),
  );
  const taskDefinition = serviceRevisions?.[0]?.taskDefinition;
  if (!taskDefinition) throw new Error(`there is no service revision ${revisionArn}`);
  return imageOf(ecs, taskDefinition);
}

async function imageOf(ecs: ECSClient, arn: string): Promise<string> {
  const image = await imageOfTask(ecs, arn);
  if (!image) throw new Error(`${arn} has no image for ${CONTAINER_NAME}`);
  return image;
}
