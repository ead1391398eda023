import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { decideTraffic } from './decide-traffic';
import type { Deployment, Seen, Traffic } from './decide-traffic';
import type { VersionSeen } from './decide-version';
import { codeDeployDeployments, ecsDeployments, wasTakenBack } from './deployments';
import { isWeights } from './forwarding';
import type { GuardProperties } from './guard-contract';
import { liveVersion, writesVersion } from './live-version';
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
  /** The properties of the last time; those of now when there was none. */
  readonly before: GuardProperties;
}

/**
 * The weights that CloudFormation has to write, so that users stay where they are.
 * @throws Error with what to do, when CloudFormation must not write now or AWS does not answer
 */
export async function readLiveTraffic(clients: Clients, change: StackChange): Promise<Traffic> {
  const { stackId, properties, before } = change;
  const { cloudFormation } = clients;
  const [rollingBack, ids] = await Promise.all([
    isRollingBack(cloudFormation, stackId),
    physicalIds(cloudFormation, stackId),
  ]);
  // What is there now has the id of the last time, unless it is there for the first time.
  const arnOf: ArnOf = (name) => ids.get(before[name] ?? '') ?? ids.get(properties[name] ?? '');
  const [routes, deployments, version] = await Promise.all([
    routesOf(clients, properties, arnOf),
    rollingBack ? [] : deploymentsOf(clients, before, arnOf('Service')),
    rollingBack ? undefined : versionOf(clients, change, arnOf),
  ]);
  return decideTraffic({
    rollingBack,
    deployments,
    ...routes,
    mover: properties.Mover,
    moverBefore: before.Mover,
    groupsBefore: [before.Blue, before.Green],
    ...(version && { version }),
  });
}

type ArnOf = (name: 'Production' | 'Test' | 'Service' | 'TaskDefinition') => string | undefined;

async function routesOf(
  { loadBalancing }: Clients,
  { Blue, Green }: GuardProperties,
  arnOf: ArnOf,
): Promise<Pick<Seen, 'production' | 'test' | 'tasks'>> {
  if (Blue === undefined || Green === undefined) return { production: undefined, test: undefined };
  const groups = { blue: Blue, green: Green };
  const [production, test] = await Promise.all([
    readRoute(loadBalancing, arnOf('Production'), groups),
    readRoute(loadBalancing, arnOf('Test'), groups),
  ]);
  if (isWeights(production)) return { production, test };
  return { production, test, tasks: await countTasks(loadBalancing, groups) };
}

async function versionOf(
  { ecs }: Clients,
  { before, properties }: StackChange,
  arnOf: ArnOf,
): Promise<VersionSeen | undefined> {
  if (!writesVersion(before, properties)) return undefined;
  const serviceArn = arnOf('Service');
  const [live, takenBack] = await Promise.all([
    liveVersion(ecs, serviceArn),
    before.Mover !== 'code-deploy' && wasTakenBack(ecs, serviceArn),
  ]);
  return {
    live,
    takenBack,
    recorded: properties.Image,
    parameter: properties.ReleaseParameter,
    // The guard is asked before there is another revision, so the stack still has that of the last time.
    writtenBefore: arnOf('TaskDefinition'),
  };
}

/** Asks whoever has moved the traffic so far; ECS does not list what CodeDeploy does. */
async function deploymentsOf(
  { codeDeploy, ecs }: Clients,
  { Mover, Application, DeploymentGroup }: GuardProperties,
  serviceArn: string | undefined,
): Promise<Deployment[]> {
  return Mover === 'code-deploy'
    ? codeDeployDeployments(codeDeploy, Application, DeploymentGroup)
    : ecsDeployments(ecs, serviceArn);
}
