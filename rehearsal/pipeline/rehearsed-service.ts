import { isProductionListener } from '../listeners';
import type { AssemblyModel, ServiceModel } from '../model';
import { UsageError } from '../usage-error';
import type { Selection } from './select-stages';

/** The ECS service that the Deploy action of the chosen environment releases. Throws a UsageError when there is none. */
export function rehearsedService(model: AssemblyModel, selection: Selection): ServiceModel {
  const stage = selection.stages.find(({ name }) => name === selection.environment);
  const deploys = stage?.actions.filter(({ category }) => category === 'Deploy') ?? [];
  for (const { configuration } of deploys) {
    const found = model.services.find(
      ({ name, arn, codeDeploy }) =>
        // Every application may have a group of the same name.
        (codeDeploy !== undefined &&
          codeDeploy.application === configuration.ApplicationName &&
          codeDeploy.deploymentGroup === configuration.DeploymentGroupName) ||
        name === configuration.ServiceName ||
        arn === configuration.ServiceName,
    );
    if (found !== undefined) return found;
  }
  throw new UsageError(`the stage ${selection.environment} deploys no ECS service that is in the assembly`);
}

/** The services that run beside a service, and the service itself. */
export function neighboursOf({ services }: AssemblyModel, { cluster }: ServiceModel): ServiceModel[] {
  return services.filter((service) => service.cluster === cluster);
}

/** Controller and kind of the strategy, in the words of the configuration, from what the template says. */
export function strategyOf({ codeDeploy, native }: ServiceModel): {
  controller: 'code-deploy' | 'ecs';
  kind: string;
} {
  if (codeDeploy !== undefined) {
    const { routing, terminationWaitSeconds } = codeDeploy;
    return { controller: 'code-deploy', kind: kindOf(routing.kind, terminationWaitSeconds) };
  }
  if (native === undefined) return { controller: 'ecs', kind: 'rolling' };
  const { strategy, bakeSeconds } = native;
  const kinds = { BLUE_GREEN: 'all-at-once', LINEAR: 'linear', CANARY: 'canary' } as const;
  return { controller: 'ecs', kind: kindOf(kinds[strategy], bakeSeconds) };
}

/** All traffic at once is blue/green when the old version is kept for a while. */
function kindOf(kind: 'all-at-once' | 'linear' | 'canary', bakeSeconds: number): string {
  return kind === 'all-at-once' && bakeSeconds > 0 ? 'blue-green' : kind;
}

/** Address of the service for its callers, as `host:port` of the model; absent when nothing leads to it. */
export function entryOf(model: AssemblyModel, service: ServiceModel): string | undefined {
  for (const { dnsName, listeners } of model.loadBalancers) {
    const listener = listeners.find((one) => isProductionListener(one, service));
    if (listener !== undefined) return `${dnsName}:${listener.port}`;
  }
  return service.discovery === undefined
    ? undefined
    : `${service.discovery.hostname}:${service.task.containerPort}`;
}

/** Address where the users of an environment come in; absent when none of its services is behind a load balancer. */
export function publicEntryOf(model: AssemblyModel, services: readonly ServiceModel[]): string | undefined {
  const open = services.find(({ targetGroupArns }) => targetGroupArns.length > 0);
  return open && entryOf(model, open);
}
