import type { CompositeAlarmModel } from '../composite-alarm-model';
import { groupsOfListener, groupsOfService, isProductionListener } from '../listeners';
import type { AlarmModel, AssemblyModel, LoadBalancerModel, ServiceModel } from '../model';
import type { SamplingRuleModel } from '../sampling-rule-model';
import { parseAlarmRule } from './metrics/alarm-rule';

/** The part of an assembly that one rehearsal brings up. */
export interface Environment {
  readonly rehearsed: ServiceModel;
  readonly services: readonly ServiceModel[];
  readonly loadBalancers: readonly LoadBalancerModel[];
  /** Alarms that a deployment of one of the services watches, and those on what the services and their users do. */
  readonly alarms: readonly AlarmModel[];
  /** Alarms over the states of these. */
  readonly compositeAlarms: readonly CompositeAlarmModel[];
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
  const known = { cluster: rehearsed.cluster, balancers: loadBalancers.map(({ metricName }) => metricName) };
  const alarms = model.alarms.filter((alarm) => watched.has(alarm.name) || isAbout(alarm, known));
  const entryListenerArn = entryOf(rehearsed, services, loadBalancers);
  return {
    rehearsed,
    services,
    loadBalancers,
    alarms,
    compositeAlarms: compositesOver(alarms, model.compositeAlarms ?? []),
    ...(entryListenerArn !== undefined && { entryListenerArn }),
  };
}

/** CloudWatch learns a band from two weeks of a metric; a rehearsal has minutes. */
const BAND = /\bANOMALY_DETECTION_BAND\s*\(/;

/** Whether an alarm reads a metric of a load balancer or of a cluster that is brought up. */
function isAbout(
  { queries }: AlarmModel,
  { cluster, balancers }: { readonly cluster: string; readonly balancers: readonly string[] },
): boolean {
  if (queries.some(({ expression = '' }) => BAND.test(expression))) return false;
  return queries.some(({ metric }) => {
    const { LoadBalancer, ClusterName } = metric?.dimensions ?? {};
    return ClusterName === cluster || (LoadBalancer !== undefined && balancers.includes(LoadBalancer));
  });
}

/** Those that ask one of the alarms, or another one that does. */
function compositesOver(
  alarms: readonly AlarmModel[],
  composites: readonly CompositeAlarmModel[],
): readonly CompositeAlarmModel[] {
  const there = new Set(alarms.flatMap(({ name, arn }) => [name, arn]));
  const found = new Set<CompositeAlarmModel>();
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const composite of composites) {
      if (!mayAsk(composite, there)) continue;
      found.add(composite);
      there.add(composite.name).add(composite.arn);
    }
  }
  return [...found];
}

/** A rule that cannot be read may ask anything; whoever acts it out says that it cannot. */
function mayAsk({ rule }: CompositeAlarmModel, there: ReadonlySet<string>): boolean {
  try {
    return parseAlarmRule(rule).alarms.some((alarm) => there.has(alarm));
  } catch {
    return true;
  }
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
