import type { ServiceDocument, TaskSetDocument } from '../types';
import type { Fleet } from './fleet';
import type { EcsService } from './service';

/** A service as `ecs:DescribeServices` returns it. */
export function describeService(service: EcsService): ServiceDocument {
  const { model, fleets, primary } = service;
  const counts = fleets.map((fleet) => fleet.counts());
  return {
    serviceArn: model.arn,
    serviceName: model.name,
    clusterArn: model.cluster,
    status: 'ACTIVE',
    desiredCount: model.desiredCount,
    runningCount: counts.reduce((sum, { running }) => sum + running, 0),
    pendingCount: counts.reduce((sum, { pending }) => sum + pending, 0),
    taskDefinition: primary?.definition.arn ?? model.task.arn,
    deploymentController: { type: model.controller },
    taskSets: model.controller === 'ECS' ? [] : fleets.map((fleet) => describeTaskSet(service, fleet)),
    deployments: model.controller === 'ECS' ? fleets.map((fleet) => describeDeployment(service, fleet)) : [],
    events: service.events.map(({ at, message }) => ({ createdAt: at, message })),
  };
}

function describeTaskSet(service: EcsService, fleet: Fleet): TaskSetDocument {
  const { model } = service;
  const { pending, running } = fleet.counts();
  return {
    id: fleet.id,
    taskSetArn: `${model.arn.replace(':service/', ':task-set/')}/${fleet.id}`,
    serviceArn: model.arn,
    clusterArn: model.cluster,
    ...(fleet.externalId !== undefined && { externalId: fleet.externalId }),
    status: statusOf(service, fleet),
    taskDefinition: fleet.definition.arn,
    computedDesiredCount: fleet.desired,
    pendingCount: pending,
    runningCount: running,
    stabilityStatus: fleet.isSteady() ? 'STEADY_STATE' : 'STABILIZING',
    loadBalancers: fleet.groups.map((group) => ({
      targetGroupArn: group.model.arn,
      containerName: fleet.definition.containerName,
      containerPort: fleet.definition.containerPort,
    })),
  };
}

function describeDeployment(service: EcsService, fleet: Fleet): Readonly<Record<string, unknown>> {
  const { pending, running } = fleet.counts();
  const primary = service.primary === fleet;
  return {
    id: fleet.id,
    status: statusOf(service, fleet),
    taskDefinition: fleet.definition.arn,
    desiredCount: fleet.desired,
    pendingCount: pending,
    runningCount: running,
    failedTasks: fleet.failures,
    rolloutState: primary && !service.deploying ? 'COMPLETED' : 'IN_PROGRESS',
  };
}

function statusOf(service: EcsService, fleet: Fleet): 'PRIMARY' | 'ACTIVE' | 'DRAINING' {
  if (service.primary === fleet) return 'PRIMARY';
  return fleet.desired === 0 ? 'DRAINING' : 'ACTIVE';
}
