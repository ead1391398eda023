import { CreateDeploymentCommand } from '@aws-sdk/client-codedeploy';
import { DescribeTaskDefinitionCommand, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import type { RegisterTaskDefinitionCommandInput } from '@aws-sdk/client-ecs';
import { releaseDocuments } from '../../pipeline/release-documents';
import { ReleaseError } from '../../pipeline/release-error';
import { RELEASE_FILES, TASK_DEFINITION_PLACEHOLDER } from '../../pipeline/release-files';
import { taskDefinitionParameterName } from '../../shared/names';
import type { DeployAction } from '../aws/pipeline';
import { readParameter, recordRelease } from '../aws/release-record';
import { OperationError } from '../errors';
import { failureOf } from '../failure';
import { recordName } from '../place-facts';
import type { Place } from '../places';
import { tell } from '../session';
import type { Session } from '../session';
import { commandLine, paragraph } from '../text';
import { followDeployment } from '../watch/follow-deployment';
import type { GlassJob } from './glass-job';

/** Deployment configuration that gives all traffic at once. */
const ALL_AT_ONCE = 'CodeDeployDefault.ECSAllAtOnce';

/** Application and group that release a service. */
export type CodeDeployAction = Extract<DeployAction, { controller: 'code-deploy' }>;

/**
 * Renders the release as Prepare does and deploys it without the alarms of the group. The group itself is not changed:
 * every other deployment is watched as before. Resolves to the id of the deployment.
 * @throws OperationError when the release cannot be rendered
 */
export async function deployNow(
  session: Session,
  job: GlassJob,
  deploy: CodeDeployAction,
  note: string,
): Promise<string> {
  const { codeDeploy } = session.clients;
  const content = await renderedAppSpec(session, job);
  const { deploymentId = '' } = await codeDeploy.send(
    new CreateDeploymentCommand({
      applicationName: deploy.application,
      deploymentGroupName: deploy.group,
      revision: { revisionType: 'AppSpecContent', appSpecContent: { content } },
      description: note,
      overrideAlarmConfiguration: { enabled: false },
      ...(job.allAtOnce && { deploymentConfigName: ALL_AT_ONCE }),
    }),
  );
  const stop = `aws deploy stop-deployment --deployment-id ${deploymentId} --auto-rollback-enabled`;
  const lines = [`Deployment ${deploymentId} has begun. To stop it and go back:`, commandLine(stop)];
  tell(session, 'started', lines, { deploymentId });
  return deploymentId;
}

/** A deployment of ours, and what is recorded when it has succeeded. */
export interface Begun {
  readonly deploymentId: string;
  readonly image: string;
  readonly note: string;
}

/** Waits for the deployment and records what runs. Resolves to whether the release is in place. */
export async function settle(
  session: Session,
  place: Place,
  { deploymentId, image, note }: Begun,
): Promise<boolean> {
  const end = await followDeployment(session, deploymentId);
  if (end.status !== 'Succeeded') {
    const reason = `deployment ${deploymentId} is ${end.status}${end.error ? `: ${end.error}` : ''}`;
    const data = { outcome: 'failed', reason };
    tell(session, 'result', paragraph(`Not released: ${reason}. The old version has the traffic.`), data);
    return false;
  }
  await recordRelease(session.clients.ssm, recordName(place), { image, note }).catch((error: unknown) => {
    const { message } = failureOf(error);
    throw new OperationError(
      `THE RELEASE IS IN PLACE BUT NOT RECORDED (${message}): until it is, a change of the strategy is refused, and npm run ops -- releases names the old version; run the same command again to record it`,
    );
  });
  return true;
}

/** The AppSpec for a new revision of the task definition, which differs in its image only. */
async function renderedAppSpec(session: Session, job: GlassJob): Promise<string> {
  const { ssm, ecs } = session.clients;
  const { project, environment, service } = job.place;
  const name = taskDefinitionParameterName(project, environment.name, service.name);
  const describe = new DescribeTaskDefinitionCommand({
    taskDefinition: await readParameter(ssm, name),
    include: ['TAGS'],
  });
  const files = render(session, job, await ecs.send(describe));
  const input = JSON.parse(
    files.get(RELEASE_FILES.taskDefinition) ?? '{}',
  ) as RegisterTaskDefinitionCommandInput;
  const { taskDefinition } = await ecs.send(new RegisterTaskDefinitionCommand(input));
  const appSpec = files.get(RELEASE_FILES.appSpec) ?? '';
  return appSpec.replaceAll(TASK_DEFINITION_PLACEHOLDER, taskDefinition?.taskDefinitionArn ?? '');
}

function render(
  session: Session,
  { fix, facts }: GlassJob,
  description: Parameters<typeof releaseDocuments>[0]['description'],
): ReadonlyMap<string, string> {
  const { hookFunction } = facts.stage;
  if (hookFunction === undefined) {
    throw new OperationError('the Prepare action of the stage names no hook function; deploy the pipeline');
  }
  const build = new Map<string, string>([
    [RELEASE_FILES.imageDetail, JSON.stringify({ ImageURI: fix.image.reference })],
    [RELEASE_FILES.appSpec, session.appSpec()],
  ]);
  try {
    return releaseDocuments({ build, description, hookFunction }).files;
  } catch (error) {
    throw error instanceof ReleaseError ? new OperationError(error.message) : error;
  }
}
