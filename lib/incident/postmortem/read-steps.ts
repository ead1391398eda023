import {
  BatchGetDeploymentTargetsCommand,
  GetDeploymentCommand,
  ListDeploymentTargetsCommand,
} from '@aws-sdk/client-codedeploy';
import type { CodeDeployClient, DeploymentInfo, LifecycleEvent } from '@aws-sdk/client-codedeploy';
import type { Deployment } from '../../dora/history';
import type { Moment } from './record';

/** What the steps of CodeDeploy mean for users. Source: CodeDeploy user guide, "AppSpec hooks for ECS". */
const MEANING: Readonly<Record<string, string>> = {
  Install: 'new tasks were started',
  AllowTestTraffic: 'test traffic went to the new version',
  AfterAllowTestTraffic: 'the new version was checked',
  AllowTraffic: 'users were moved to the new version',
};

/** The steps of the deployments that CodeDeploy made, and its ways back, as far as they mean something for users. */
export async function stepsOf(
  client: CodeDeployClient,
  deployments: readonly Deployment[],
): Promise<Moment[]> {
  const ids = deployments.flatMap(({ externalId }) => (externalId?.startsWith('d-') ? [externalId] : []));
  const steps: Moment[] = [];
  for (const id of new Set(ids)) {
    const { rollbackInfo } = await deployment(client, id);
    steps.push(...(await eventsOf(client, id)));
    const back = rollbackInfo?.rollbackDeploymentId;
    if (back) steps.push(...wayBack(back, await deployment(client, back)));
  }
  return steps;
}

async function deployment(client: CodeDeployClient, deploymentId: string): Promise<DeploymentInfo> {
  return (await client.send(new GetDeploymentCommand({ deploymentId }))).deploymentInfo ?? {};
}

async function eventsOf(client: CodeDeployClient, deploymentId: string): Promise<Moment[]> {
  const { targetIds = [] } = await client.send(new ListDeploymentTargetsCommand({ deploymentId }));
  if (targetIds.length === 0) return [];
  const command = new BatchGetDeploymentTargetsCommand({ deploymentId, targetIds });
  const { deploymentTargets = [] } = await client.send(command);
  return deploymentTargets.flatMap(({ ecsTarget }) =>
    (ecsTarget?.lifecycleEvents ?? []).flatMap((event) => step(deploymentId, event)),
  );
}

function step(
  id: string,
  { lifecycleEventName: name = '', startTime, endTime, status }: LifecycleEvent,
): Moment[] {
  const meaning = MEANING[name];
  if (meaning === undefined) return [];
  return [
    ...moment(startTime, `CodeDeploy ${id}: ${name} began: ${meaning}`),
    ...(status === 'Failed' ? moment(endTime, `CodeDeploy ${id}: ${name} failed`) : []),
  ];
}

function wayBack(id: string, { createTime, completeTime, status }: DeploymentInfo): Moment[] {
  return [
    ...moment(createTime, `CodeDeploy began the way back to the version before (${id})`),
    ...(status === 'Succeeded'
      ? moment(completeTime, `CodeDeploy took all users back to the version before (${id})`)
      : []),
  ];
}

function moment(at: Date | undefined, text: string): Moment[] {
  return at ? [{ at, kind: 'step', text }] : [];
}
