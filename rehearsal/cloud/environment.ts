import type { AssemblyModel, AlarmModel, LoadBalancerModel, ServiceModel } from '../model';

/** The part of an assembly that one rehearsal brings up. */
export interface Environment {
  readonly rehearsed: ServiceModel;
  readonly services: readonly ServiceModel[];
  readonly loadBalancers: readonly LoadBalancerModel[];
  /** Alarms that a deployment of one of the services watches. */
  readonly alarms: readonly AlarmModel[];
  /** ARN of the listener that users reach; absent when the environment has no load balancer. */
  readonly entryListenerArn?: string;
}

/** Picks the services that share the cluster of the rehearsed one, and what belongs to them. */
export function selectEnvironment(model: AssemblyModel, serviceName: string): Environment {
  const rehearsed = model.services.find(({ name }) => name === serviceName);
  if (rehearsed === undefined) {
    const known = model.services.map(({ name }) => name).join(', ');
    throw new Error(`there is no service ${serviceName} in the assembly; it has: ${known || 'none'}`);
  }
  const services = model.services.filter(({ cluster }) => cluster === rehearsed.cluster);
  const groupArns = new Set(services.flatMap(groupsOf));
  const loadBalancers = model.loadBalancers.filter(({ targetGroups }) =>
    targetGroups.some(({ arn }) => groupArns.has(arn)),
  );
  const watched = new Set(
    services.flatMap(({ codeDeploy, deploymentAlarms }) => [
      ...(codeDeploy?.alarmNames ?? []),
      ...(deploymentAlarms?.names ?? []),
    ]),
  );
  const entryListenerArn = entryOf(rehearsed, services, loadBalancers);
  return {
    rehearsed,
    services,
    loadBalancers,
    alarms: model.alarms.filter(({ name }) => watched.has(name)),
    ...(entryListenerArn !== undefined && { entryListenerArn }),
  };
}

function groupsOf({ targetGroupArns, codeDeploy }: ServiceModel): readonly string[] {
  return codeDeploy === undefined
    ? targetGroupArns
    : [...targetGroupArns, codeDeploy.blueTargetGroupArn, codeDeploy.greenTargetGroupArn];
}

/** The rehearsed service's own production listener, else that of another service, else any that forwards. */
function entryOf(
  rehearsed: ServiceModel,
  services: readonly ServiceModel[],
  loadBalancers: readonly LoadBalancerModel[],
): string | undefined {
  const listeners = loadBalancers.flatMap((balancer) => balancer.listeners);
  const production = [rehearsed, ...services].flatMap(
    ({ codeDeploy }) => codeDeploy?.productionListenerArn ?? [],
  );
  const own = listeners.find(({ targetGroupArn = '' }) => rehearsed.targetGroupArns.includes(targetGroupArn));
  if (rehearsed.codeDeploy === undefined && own !== undefined) return own.arn;
  const known = production.find((arn) => listeners.some((listener) => listener.arn === arn));
  return known ?? listeners.find(({ targetGroupArn }) => targetGroupArn !== undefined)?.arn;
}
