import { groupsOfListener, groupsOfService, isProductionListener } from '../listeners';
import type { AssemblyModel, AlarmModel, LoadBalancerModel, ServiceModel } from '../model';
import type { SamplingRuleModel } from '../sampling-rule-model';

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
  const groupArns = new Set(services.flatMap(groupsOfService));
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

/** The sampling rules of the account and region in which the environment is. */
export function samplingRulesOf(
  { samplingRules = [] }: AssemblyModel,
  { rehearsed }: Environment,
): readonly SamplingRuleModel[] {
  return samplingRules.filter(({ arn }) => placeOf(arn) === placeOf(rehearsed.arn));
}

function placeOf(arn: string): string {
  return arn.split(':').slice(3, 5).join(' ');
}

/** The listener of the rehearsed service's own users, else that of another service, else any that forwards. */
function entryOf(
  rehearsed: ServiceModel,
  services: readonly ServiceModel[],
  loadBalancers: readonly LoadBalancerModel[],
): string | undefined {
  const listeners = loadBalancers.flatMap((balancer) => balancer.listeners);
  for (const service of [rehearsed, ...services]) {
    const own = listeners.find((listener) => isProductionListener(listener, service));
    if (own !== undefined) return own.arn;
  }
  return listeners.find((listener) => groupsOfListener(listener).length > 0)?.arn;
}
