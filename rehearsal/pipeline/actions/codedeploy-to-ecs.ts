import type { Cloud, HookAnswer, HookInvocation } from '../../cloud/types';
import type { ActionModel, ServiceModel } from '../../model';
import type { ActionOutcome, ActionRunner, RunContext } from '../action';
import { readAppSpec } from '../appspec';
import type { AppSpec } from '../appspec';
import { checkImage } from '../check-runnable';
import { isNotRun } from '../lambda/not-run';
import { deploymentOutcome } from './deployment-outcome';

/** CodeDeployToECS: fills the templates, registers the task definition and starts the deployment. */
export const runCodeDeployToEcs: ActionRunner = async (action, context): Promise<ActionOutcome> => {
  const service = serviceOfGroup(action, context);
  for (const name of action.inputArtifacts) context.artifacts.bytes(name, action);
  const { definition, image } = taskDefinition(action, context);
  checkImage(context, image);
  const template = appSpecTemplate(action, context);
  const cloud = await context.cloud();
  const registered = cloud.registerTaskDefinition(definition);
  const appSpec = readAppSpec(template, registered);
  checkContainer(appSpec, service);
  const taskDefinitionArn = revisionOf(appSpec, { registered, service, cloud, context });
  // CodePipeline knows at once that a deployment has failed, and CodeDeploy takes it back in its own time.
  return new Promise((resolve, reject) => {
    const deployed = cloud.deployWithCodeDeploy({
      service: service.name,
      taskDefinitionArn,
      hooks: appSpec.hooks,
      invokeHook: async (invocation) => invokeHook(invocation, context),
      onFailure: (reason, cause) => resolve({ succeeded: false, reason, cause, image, takenBack }),
    });
    const takenBack = deployed.then((outcome) => deploymentOutcome(outcome, image));
    takenBack.then(resolve, reject);
  });
};

function serviceOfGroup({ configuration }: ActionModel, { model }: RunContext): ServiceModel {
  const { ApplicationName: application, DeploymentGroupName: group } = configuration;
  const found = model.services.find(
    ({ codeDeploy }) => codeDeploy?.application === application && codeDeploy?.deploymentGroup === group,
  );
  if (found === undefined)
    throw new Error(`the assembly has no deployment group ${application ?? ''}/${group ?? ''}`);
  return found;
}

function taskDefinition(
  action: ActionModel,
  { artifacts }: RunContext,
): { readonly definition: Record<string, unknown>; readonly image: string } {
  const { configuration } = action;
  const artifact = configuration.TaskDefinitionTemplateArtifact ?? action.inputArtifacts[0] ?? '';
  const path = configuration.TaskDefinitionTemplatePath ?? 'taskdef.json';
  let text = artifacts.text(artifact, path, action);
  let image = '';
  for (const number of [1, 2, 3, 4]) {
    const source = configuration[`Image${number}ArtifactName`];
    if (source === undefined) continue;
    const { ImageURI } = parseObject(artifacts.text(source, 'imageDetail.json', action), 'imageDetail.json');
    if (typeof ImageURI !== 'string') throw new Error('imageDetail.json has no text ImageURI');
    text = text.replaceAll(`<${configuration[`Image${number}ContainerName`] ?? 'IMAGE'}>`, ImageURI);
    image ||= ImageURI;
  }
  return { definition: parseObject(text, path), image };
}

function appSpecTemplate(action: ActionModel, { artifacts }: RunContext): string {
  const { configuration } = action;
  const artifact = configuration.AppSpecTemplateArtifact ?? action.inputArtifacts[0] ?? '';
  return artifacts.text(artifact, configuration.AppSpecTemplatePath ?? 'appspec.yaml', action);
}

function checkContainer(appSpec: AppSpec, { name, task }: ServiceModel): void {
  if (appSpec.containerName === task.containerName && appSpec.containerPort === task.containerPort) return;
  throw new Error(
    `the AppSpec sends traffic to ${appSpec.containerName}:${appSpec.containerPort}, ` +
      `but the container of ${name} is ${task.containerName}:${task.containerPort}`,
  );
}

interface Revisions {
  readonly registered: string;
  readonly service: ServiceModel;
  readonly cloud: Pick<Cloud, 'describeTaskDefinition'>;
  readonly context: RunContext;
}

/** CodeDeploy deploys what the AppSpec names; a revision that no template defines is taken for the one that runs. */
function revisionOf(
  { taskDefinition: named }: AppSpec,
  { registered, service, cloud, context }: Revisions,
): string {
  if (named === registered) return registered;
  const text =
    `Warning: the AppSpec names ${named} where <TASK_DEFINITION> is expected, so CodeDeploy deploys that revision at ` +
    `every release, and never ${registered}, which has the new image.`;
  context.timeline.emit({ type: 'note', text });
  return cloud.describeTaskDefinition(named) === undefined ? service.task.arn : named;
}

function parseObject(text: string, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new Error(`${file} is not a JSON object`);
}

async function invokeHook(invocation: HookInvocation, context: RunContext): Promise<HookAnswer> {
  const { functionName, payload, signal } = invocation;
  if (isNotRun(functionName, context)) return { status: 'Succeeded' };
  const answered = context.answers.waitForHook(payload.DeploymentId, payload.LifecycleEventHookExecutionId);
  const invoked = context.functions.invoke(functionName, payload, signal);
  const failed = invoked.then(async (result): Promise<HookAnswer> => {
    if (!result.succeeded) return { status: 'Failed', detail: result.reason, broken: true };
    return new Promise((_resolve, reject) => {
      const give = (): void => reject(new Error(`${functionName} did not answer CodeDeploy`));
      if (signal.aborted) give();
      else signal.addEventListener('abort', give, { once: true });
    });
  });
  failed.catch(() => undefined);
  const status = await Promise.race([answered, failed]);
  if (typeof status !== 'string') return status;
  // CodeDeploy gets a word only; why is in what the function printed.
  const detail = status === 'Failed' ? context.functions.reasonOf(functionName) : undefined;
  return { status, ...(detail !== undefined && { detail }) };
}
