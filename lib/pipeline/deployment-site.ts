import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GetDeploymentGroupCommand } from '@aws-sdk/client-codedeploy';
import type { CodeDeployClient, DeploymentGroupInfo } from '@aws-sdk/client-codedeploy';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { codeDeployDeployments, ecsDeployments } from '../delivery/live-traffic/deployments';
import type { CodeDeploySite, DeploymentSite } from '../delivery/release-target';
import { ReleaseError } from './release-error';

/** Who knows what is under way. */
export interface SiteClients {
  readonly codeDeploy: CodeDeployClient;
  readonly ecs: ECSClient;
  readonly cloudWatch: CloudWatchClient;
}

/** What has to end before a deployment can begin. */
export interface Obstacle {
  /** What it is, as the beginning of a sentence. */
  readonly what: string;
  /** What a person can do when it does not end. */
  readonly fix: string;
}

/**
 * CodeDeploy makes a rollback after it has ended the deployment that failed; how soon after is not documented. A stage
 * that CodePipeline rolls back would otherwise come in between.
 */
const ROLLBACK_BEGINS_MS = 2 * 60_000;

/**
 * How long the alarms of a deployment may need to recover after it: they look at the last two minutes, and CodeDeploy
 * stops a deployment that meets a red one.
 */
const RECOVERY_MS = 10 * 60_000;

/**
 * What is in the way of a deployment; undefined when it can begin. CodeDeploy refuses a second deployment of a group with
 * `DeploymentLimitExceededException`; ECS would give up the rollback that it is in the middle of.
 * @throws ReleaseError when it cannot be told
 */
export async function obstacleAt(
  site: DeploymentSite,
  clients: SiteClients,
  now: Date,
): Promise<Obstacle | undefined> {
  const [active] = await told(
    'application' in site
      ? codeDeployDeployments(clients.codeDeploy, site.application, site.group)
      : ecsDeployments(clients.ecs, site.service),
  );
  if (active) return { what: `deployment ${active.id} is under way`, fix: active.stopCommand };
  return 'application' in site ? afterDeployment(site, clients, now) : undefined;
}

/** What the last deployment of a group may have left behind. */
async function afterDeployment(
  { application: applicationName, group: deploymentGroupName }: CodeDeploySite,
  { codeDeploy, cloudWatch }: SiteClients,
  now: Date,
): Promise<Obstacle | undefined> {
  const request = new GetDeploymentGroupCommand({ applicationName, deploymentGroupName });
  const { deploymentGroupInfo: group = {} } = await told(codeDeploy.send(request));
  const { deploymentId = '', status, endTime } = group.lastAttemptedDeployment ?? {};
  const age = endTime === undefined ? Number.POSITIVE_INFINITY : now.getTime() - endTime.getTime();
  if ((status === 'Failed' || status === 'Stopped') && age < ROLLBACK_BEGINS_MS) {
    return { what: `the rollback of deployment ${deploymentId} may begin`, fix: 'retry the stage' };
  }
  const [red] = age < RECOVERY_MS ? await redAlarms(cloudWatch, group) : [];
  if (red === undefined) return undefined;
  return { what: `${red} is in ALARM since deployment ${deploymentId}`, fix: 'wait until it is OK' };
}

async function redAlarms(
  client: CloudWatchClient,
  { alarmConfiguration: { alarms = [] } = {} }: DeploymentGroupInfo,
): Promise<string[]> {
  const AlarmNames = alarms.flatMap(({ name }) => name ?? []);
  if (AlarmNames.length === 0) return [];
  const { MetricAlarms = [] } = await told(
    client.send(new DescribeAlarmsCommand({ AlarmNames, StateValue: 'ALARM' })),
  );
  return MetricAlarms.flatMap(({ AlarmName }) => AlarmName ?? []);
}

async function told<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: Error) => {
    const { message } = error.cause instanceof Error ? error.cause : error;
    throw new ReleaseError(`cannot see whether a deployment is under way: ${message}`);
  });
}
