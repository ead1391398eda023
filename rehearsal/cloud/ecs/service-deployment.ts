import { randomBytes } from 'node:crypto';
import type { ServiceModel } from '../../model';
import type { Fleet } from './fleet';

/** States of a service deployment that a rehearsal reaches, as ECS names them. */
type ServiceDeploymentStatus =
  | 'IN_PROGRESS'
  | 'SUCCESSFUL'
  | 'STOPPED'
  | 'ROLLBACK_REQUESTED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_SUCCESSFUL'
  | 'ROLLBACK_FAILED';

/** One service deployment of the ECS controller, as long as the rehearsal lasts. */
export interface ServiceDeployment {
  readonly arn: string;
  readonly target: Fleet;
  readonly source: Fleet | undefined;
  /** Cloud seconds since the rehearsal began. */
  readonly startedAt: number;
  status: ServiceDeploymentStatus;
  /** For example `POST_TEST_TRAFFIC_SHIFT`. */
  lifecycleStage: string;
  finishedAt?: number;
  reason?: string;
}

/** Begins a service deployment from one revision to another. */
export function startServiceDeployment(
  { arn }: ServiceModel,
  fleets: { readonly target: Fleet; readonly source: Fleet | undefined },
  startedAt: number,
): ServiceDeployment {
  const id = randomBytes(16).toString('base64url').slice(0, 21);
  return {
    ...fleets,
    arn: `${arn.replace(':service/', ':service-deployment/')}/${id}`,
    startedAt,
    status: 'IN_PROGRESS',
    lifecycleStage: 'PRE_SCALE_UP',
  };
}

/** ARN of the revision of a service that a fleet runs. */
export function revisionArn({ arn }: ServiceModel, fleet: Pick<Fleet, 'id'>): string {
  return `${arn.replace(':service/', ':service-revision/')}/${fleet.id.replace(/\D/g, '').padStart(19, '0')}`;
}

/** A service deployment as `ecs:DescribeServiceDeployments` returns it; times are epoch seconds of cloud time. */
export function describeServiceDeployment(
  service: ServiceModel,
  deployment: ServiceDeployment,
): Readonly<Record<string, unknown>> {
  const { target, source, finishedAt, reason } = deployment;
  return {
    serviceDeploymentArn: deployment.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster,
    createdAt: deployment.startedAt,
    startedAt: deployment.startedAt,
    updatedAt: finishedAt ?? deployment.startedAt,
    ...(finishedAt !== undefined && { finishedAt }),
    status: deployment.status,
    ...(reason !== undefined && { statusReason: reason }),
    lifecycleStage: deployment.lifecycleStage,
    sourceServiceRevisions: source === undefined ? [] : [revisionCounts(service, source)],
    targetServiceRevision: revisionCounts(service, target),
    ...(deployment.status.startsWith('ROLLBACK') &&
      source !== undefined && {
        rollback: { reason, startedAt: finishedAt, serviceRevisionArn: revisionArn(service, source) },
      }),
  };
}

/** The entry of `ecs:ListServiceDeployments`. */
export function briefServiceDeployment(
  service: ServiceModel,
  deployment: ServiceDeployment,
): Readonly<Record<string, unknown>> {
  return {
    serviceDeploymentArn: deployment.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster,
    startedAt: deployment.startedAt,
    createdAt: deployment.startedAt,
    status: deployment.status,
    targetServiceRevisionArn: revisionArn(service, deployment.target),
    ...(deployment.finishedAt !== undefined && { finishedAt: deployment.finishedAt }),
    ...(deployment.reason !== undefined && { statusReason: deployment.reason }),
  };
}

/** A revision as `ecs:DescribeServiceRevisions` returns it. */
export function describeServiceRevision(
  service: ServiceModel,
  fleet: Fleet,
): Readonly<Record<string, unknown>> {
  const { definition } = fleet;
  const digest = /@(sha256:[0-9a-f]+)$/.exec(definition.image)?.[1];
  return {
    serviceRevisionArn: revisionArn(service, fleet),
    serviceArn: service.arn,
    clusterArn: service.cluster,
    taskDefinition: definition.arn,
    containerImages: [
      {
        containerName: definition.containerName,
        image: definition.image,
        ...(digest !== undefined && { imageDigest: digest }),
      },
    ],
  };
}

function revisionCounts(service: ServiceModel, fleet: Fleet): Readonly<Record<string, unknown>> {
  const { pending, running } = fleet.counts();
  return {
    arn: revisionArn(service, fleet),
    requestedTaskCount: fleet.desired,
    runningTaskCount: running,
    pendingTaskCount: pending,
  };
}
