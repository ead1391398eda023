import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { decideTraffic } from './decide-traffic';
import type { Deployment, Traffic } from './decide-traffic';
import { codeDeployDeployments, ecsDeployments } from './deployments';
import { isWeights } from './forwarding';
import type { Groups } from './forwarding';
import type { GuardProperties } from './guard-contract';
import { countTasks, readRoute } from './routes';
import { isRollingBack, physicalIds } from './stack-state';

/** The AWS services that are asked. */
export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly codeDeploy: CodeDeployClient;
  readonly ecs: ECSClient;
}

/** What CloudFormation is about to do. */
export interface StackChange {
  readonly stackId: string;
  readonly properties: GuardProperties;
  /** Only there on an update. */
  readonly before?: Partial<GuardProperties>;
}

/**
 * The weights that CloudFormation has to write, so that users stay where they are.
 * @throws Error with what to do, when CloudFormation must not write now or AWS does not answer
 */
export async function readLiveTraffic(clients: Clients, change: StackChange): Promise<Traffic> {
  const { stackId, properties, before } = change;
  const groups = groupsOf(properties);
  const [rollingBack, ids] = await Promise.all([
    isRollingBack(clients.cloudFormation, stackId),
    physicalIds(clients.cloudFormation, stackId),
  ]);
  const [production, test, deployments] = await Promise.all([
    readRoute(clients.loadBalancing, ids.get(properties.Production), groups),
    readRoute(clients.loadBalancing, ids.get(properties.Test), groups),
    rollingBack ? [] : deploymentsOf(clients, change, ids.get(properties.Service)),
  ]);
  return decideTraffic({
    rollingBack,
    deployments,
    production,
    test,
    ...(!isWeights(production) && { tasks: await countTasks(clients.loadBalancing, groups) }),
    ...(before?.Blue && before.Green && { groupsBefore: { blue: before.Blue, green: before.Green } }),
  });
}

/** CodeDeploy is always asked: the controller may be changing, and the old one may be at work. */
async function deploymentsOf(
  { codeDeploy, ecs }: Clients,
  { properties, before }: StackChange,
  serviceArn: string | undefined,
): Promise<Deployment[]> {
  const byEcs = [properties.Controller, before?.Controller].includes('ECS');
  const [ofCodeDeploy, ofEcs] = await Promise.all([
    codeDeployDeployments(codeDeploy, properties.Application, properties.DeploymentGroup),
    byEcs ? ecsDeployments(ecs, serviceArn) : [],
  ]);
  return [...ofCodeDeploy, ...ofEcs];
}

function groupsOf({ Blue, Green }: GuardProperties): Groups {
  return { blue: Blue, green: Green };
}
