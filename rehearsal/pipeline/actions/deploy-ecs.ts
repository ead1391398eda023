import { z } from 'zod';
import type { InvokeLifecycleHook } from '../../cloud/native-types';
import type { ServiceModel } from '../../model';
import type { ActionRunner } from '../action';
import { checkImage } from '../check-runnable';
import { deploymentOutcome } from './deployment-outcome';
import { invokeLifecycleHook } from './lifecycle-hook';

const definitions = z.array(z.object({ name: z.string(), imageUri: z.string() })).min(1);

/** Largest `imagedefinitions.json` that the action reads, in bytes. */
const FILE_LIMIT = 100 * 1024;

/** The ECS deploy action: an update to the image that `imagedefinitions.json` names, by the service's own strategy. */
export const runEcsDeploy: ActionRunner = async (action, context) => {
  const { ServiceName, FileName = 'imagedefinitions.json', DeploymentTimeout } = action.configuration;
  const service = context.model.services.find(({ name, arn }) => ServiceName === name || ServiceName === arn);
  if (service === undefined) throw new Error(`the assembly has no ECS service ${ServiceName ?? ''}`);
  const text = context.artifacts.text(action.inputArtifacts[0] ?? '', FileName, action);
  if (text.length > FILE_LIMIT) throw new Error(`${FileName} is larger than 100 KB`);
  const parsed = definitions.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(`${FileName} must be a list of { "name", "imageUri" }`);
  const known = containersOf(service);
  const stray = parsed.data.find(({ name }) => !known.includes(name));
  if (stray !== undefined)
    throw new Error(`the task definition of ${service.name} has no container ${stray.name}`);
  const { containerName } = service.task;
  const image = parsed.data.find(({ name }) => name === containerName)?.imageUri;
  if (image === undefined)
    throw new Error(
      `${FileName} names no image for ${containerName}, the container of ${service.name} that is run`,
    );
  checkImage(context, image);
  const cloud = await context.cloud();
  const minutes = Number(DeploymentTimeout);
  const request = {
    service: service.name,
    image,
    ...(Number.isFinite(minutes) ? { timeoutSeconds: minutes * 60 } : {}),
  };
  const invokeHook: InvokeLifecycleHook = async (call) => invokeLifecycleHook(call, context);
  const outcome =
    service.native === undefined
      ? await cloud.deployRolling(request)
      : await cloud.deployNative({ ...request, invokeHook });
  return deploymentOutcome(outcome, image);
};

/** Names of all containers of the task, of which one is run. */
function containersOf({ task }: ServiceModel): readonly unknown[] {
  const { ContainerDefinitions: containers } = task.properties;
  const names = Array.isArray(containers) ? containers.map((one: { Name?: unknown }) => one.Name) : [];
  return [task.containerName, ...names];
}

/** The value of a JSON text; undefined when it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
