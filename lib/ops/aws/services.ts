import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
} from '@aws-sdk/client-ecs';
import type { ECSClient, Service, ServiceDeployment, ServiceDeploymentBrief } from '@aws-sdk/client-ecs';
import { OperationError } from '../errors';
import type { DeploymentSnapshot, TrafficShare } from './deployments';

/** Cluster and service by name. */
export interface ServiceName {
  readonly cluster: string;
  readonly service: string;
}

/** What runs. */
export interface RunningService {
  /** The task definition revision that production traffic reaches. */
  readonly taskDefinition: string;
  readonly desired: number;
  readonly running: number;
  /** Name of the target group that is live; absent without a load balancer. */
  readonly targetGroup?: string;
  /** Alarms that ECS itself watches during a deployment. */
  readonly alarmNames: readonly string[];
}

/** A deployment by ECS itself, with the traffic of each side. */
export interface ServiceDeploymentSnapshot extends DeploymentSnapshot {
  /** What it is doing, for example `PRODUCTION_TRAFFIC_SHIFT`. */
  readonly step?: string;
  readonly shares: readonly TrafficShare[];
}

/**
 * What runs of a service.
 * @throws OperationError when there is no such service
 */
export async function readService(client: ECSClient, name: ServiceName): Promise<RunningService> {
  const command = new DescribeServicesCommand({ cluster: name.cluster, services: [name.service] });
  const { services = [] } = await client.send(command);
  const service = services.find(({ status }) => status !== 'INACTIVE');
  if (!service) throw new OperationError(`ECS has no service ${name.service} in ${name.cluster}`);
  const primary = service.taskSets?.find(({ status }) => status === 'PRIMARY');
  const live = primary ?? service.deployments?.find(({ status }) => status === 'PRIMARY');
  const group = primary?.loadBalancers?.[0]?.targetGroupArn ?? (await liveTargetGroup(client, service));
  return {
    taskDefinition: live?.taskDefinition ?? service.taskDefinition ?? '',
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    alarmNames: service.deploymentConfiguration?.alarms?.alarmNames ?? [],
    ...(group && { targetGroup: targetGroupName(group) }),
  };
}

/** The newest deployment that ECS itself made. */
export async function readServiceDeployment(
  client: ECSClient,
  { cluster, service }: ServiceName,
): Promise<ServiceDeploymentSnapshot | undefined> {
  const list = new ListServiceDeploymentsCommand({ cluster, service });
  const { serviceDeployments = [] } = await client.send(list);
  const begun = (one: ServiceDeploymentBrief): number => one.createdAt?.getTime() ?? 0;
  const newest = [...serviceDeployments].sort((a, b) => begun(b) - begun(a))[0];
  if (newest?.serviceDeploymentArn === undefined) return undefined;
  const describe = new DescribeServiceDeploymentsCommand({
    serviceDeploymentArns: [newest.serviceDeploymentArn],
  });
  const { serviceDeployments: [details] = [] } = await client.send(describe);
  return details && deploymentSnapshot(details);
}

/** Whether a deployment of ECS is still under way. */
export function isRunning(status: string): boolean {
  return ['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'].includes(
    status,
  );
}

/** The service names the groups as they were configured; the revision that runs knows which one is live. */
async function liveTargetGroup(client: ECSClient, service: Service): Promise<string | undefined> {
  const configured = service.loadBalancers?.[0]?.targetGroupArn;
  const revision = service.currentServiceRevisions?.[0]?.arn;
  if (configured === undefined || revision === undefined) return configured;
  const command = new DescribeServiceRevisionsCommand({ serviceRevisionArns: [revision] });
  const { serviceRevisions: [found] = [] } = await client.send(command);
  return found?.resolvedConfiguration?.loadBalancers?.[0]?.targetGroupArn ?? configured;
}

function deploymentSnapshot(deployment: ServiceDeployment): ServiceDeploymentSnapshot {
  const { serviceDeploymentArn, status = 'unknown', statusReason, updatedAt, lifecycleStage } = deployment;
  const sides = [
    ...(deployment.sourceServiceRevisions ?? []).map((side) => ({ label: 'old', side })),
    ...(deployment.targetServiceRevision ? [{ label: 'new', side: deployment.targetServiceRevision }] : []),
  ];
  return {
    id: serviceDeploymentArn?.split('/').at(-1) ?? '',
    status,
    ...(lifecycleStage && isRunning(status) && { step: lifecycleStage }),
    ...(updatedAt && { since: updatedAt }),
    ...(statusReason && { error: statusReason }),
    shares: sides.flatMap(({ label, side: { requestedProductionTrafficWeight: percent } }) =>
      percent === undefined ? [] : [{ label, targetGroup: '', percent }],
    ),
  };
}

function targetGroupName(arn: string): string {
  return arn.split('/')[1] ?? arn;
}
