import {
  BatchGetDeploymentTargetsCommand,
  GetDeploymentCommand,
  GetDeploymentGroupCommand,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import type { CodeDeployClient, DeploymentInfo, ECSTaskSet } from '@aws-sdk/client-codedeploy';

/** Application and group of CodeDeploy that release a service. */
export interface GroupName {
  readonly application: string;
  readonly group: string;
}

/** A CodeDeploy deployment group as far as the commands need it. */
export interface DeploymentGroup {
  readonly cluster: string;
  readonly service: string;
  readonly alarmNames: readonly string[];
  /** The deployment that was begun last. */
  readonly last?: string;
}

/** One CodeDeploy deployment. */
export interface DeploymentSnapshot {
  readonly id: string;
  /** `Created`, `Queued`, `InProgress`, `Baking`, `Ready`, `Succeeded`, `Failed` or `Stopped`. */
  readonly status: string;
  readonly since?: Date;
  /** Why it failed or was stopped. */
  readonly error?: string;
}

/** Share of the production traffic that a task set gets. */
export interface TrafficShare {
  /** `Blue` or `Green`. */
  readonly label: string;
  readonly targetGroup: string;
  readonly percent: number;
}

const OVER = ['Succeeded', 'Failed', 'Stopped'];

/** Whether a deployment of this status has come to its end. */
export function isOver(status: string): boolean {
  return OVER.includes(status);
}

/** What the group releases, and which alarms stop it. */
export async function readGroup(client: CodeDeployClient, name: GroupName): Promise<DeploymentGroup> {
  const command = new GetDeploymentGroupCommand({
    applicationName: name.application,
    deploymentGroupName: name.group,
  });
  const { deploymentGroupInfo: info } = await client.send(command);
  const service = info?.ecsServices?.[0];
  const last = info?.lastAttemptedDeployment?.deploymentId;
  return {
    cluster: service?.clusterName ?? '',
    service: service?.serviceName ?? '',
    alarmNames: info?.alarmConfiguration?.alarms?.flatMap((alarm) => alarm.name ?? []) ?? [],
    ...(last && { last }),
  };
}

/** How a deployment stands. */
export async function readDeployment(
  client: CodeDeployClient,
  deploymentId: string,
): Promise<DeploymentSnapshot> {
  const { deploymentInfo = {} } = await client.send(new GetDeploymentCommand({ deploymentId }));
  return snapshot(deploymentId, deploymentInfo);
}

/** Who gets which share of the traffic while a deployment runs. */
export async function readShares(client: CodeDeployClient, deploymentId: string): Promise<TrafficShare[]> {
  const { targetIds = [] } = await client.send(new ListDeploymentTargetsCommand({ deploymentId }));
  if (targetIds.length === 0) return [];
  const command = new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds });
  const { deploymentTargets = [] } = await client.send(command);
  return deploymentTargets.flatMap(({ ecsTarget }) => ecsTarget?.taskSetsInfo ?? []).map(share);
}

function share({ taskSetLabel, targetGroup, trafficWeight }: ECSTaskSet): TrafficShare {
  return { label: taskSetLabel ?? '', targetGroup: targetGroup?.name ?? '', percent: trafficWeight ?? 0 };
}

function snapshot(id: string, info: DeploymentInfo): DeploymentSnapshot {
  const { status, createTime, completeTime, errorInformation } = info;
  const since = completeTime ?? createTime;
  const error = errorInformation && [errorInformation.code, errorInformation.message].filter(Boolean);
  return {
    id,
    status: status ?? 'unknown',
    ...(since && { since }),
    ...(error?.length && { error: error.join(': ') }),
  };
}
