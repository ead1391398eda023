import type { ListenerModel, LoadBalancerModel } from '../model';
import type { Assembly, Entry } from './assembly';
import { trafficPairs, type TrafficPair } from './code-deploy';
import { asList, asNumber, asObject, asText, type Json } from './json';
import { colourOf, readTargetGroup } from './target-groups';
import { hasUnknown } from './unknown';

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';

/** Every application load balancer with its listeners and the target groups that they can send traffic to. */
export function readLoadBalancers(assembly: Assembly): LoadBalancerModel[] {
  const pairs = trafficPairs(assembly);
  return assembly.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer').map((balancer) => {
    const type = balancer.text('Type', 'application');
    if (type !== 'application') balancer.report('Type', `${type} is acted out as application`);
    const listeners = assembly
      .ofType(LISTENER)
      .filter((listener) => listener.text('LoadBalancerArn') === balancer.ref)
      .map((listener) => readListener(assembly, listener, pairs));
    return {
      arn: balancer.ref,
      dnsName: balancer.attribute('DNSName'),
      metricName: balancer.attribute('LoadBalancerFullName'),
      listeners,
      targetGroups: targetGroupsOf(assembly, listeners, pairs),
    };
  });
}

function readListener(assembly: Assembly, listener: Entry, pairs: readonly TrafficPair[]): ListenerModel {
  const targetGroupArn =
    forwardTarget(listener, 'DefaultActions') ??
    catchAllTarget(assembly, listener) ??
    targetBeforeReleases(listener.ref, pairs);
  const protocol = listener.text('Protocol', 'HTTP');
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    listener.report('Protocol', `${protocol} is acted out as HTTP`);
  }
  return {
    arn: listener.ref,
    port: listener.number('Port', protocol === 'HTTPS' ? 443 : 80),
    protocol: protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
    ...(targetGroupArn !== undefined && { targetGroupArn }),
  };
}

/** A target that only a deployment can tell is left to `targetBeforeReleases`, so it is not noted here. */
function forwardTarget(entry: Entry, property: string): string | undefined {
  const action = asList(entry.peek(property))
    .map((item) => asObject(item))
    .find(({ Type }) => asText(Type) === 'forward');
  if (action === undefined) return undefined;
  const weighted = asList(asObject(action.ForwardConfig).TargetGroups)
    .map((item) => asObject(item))
    .sort((a, b) => asNumber(b.Weight, 1) - asNumber(a.Weight, 1));
  if (weighted.filter(({ Weight }) => asNumber(Weight, 1) > 0).length > 1) {
    entry.report(property, 'only the target group with the greatest weight gets traffic');
  }
  const arn = asText(action.TargetGroupArn) || asText(weighted[0]?.TargetGroupArn);
  return arn === '' || hasUnknown(arn) ? undefined : arn;
}

/** A rule for every path or host stands for the default action; other rules are noted. */
function catchAllTarget(assembly: Assembly, listener: Entry): string | undefined {
  const rules = assembly.ofType(RULE).filter((rule) => rule.text('ListenerArn') === listener.ref);
  const catchAll = rules.find((rule) => rule.list('Conditions').every(matchesEverything));
  for (const rule of rules.filter((other) => other !== catchAll)) {
    rule.report('', 'listener rules with conditions are not acted out');
  }
  return catchAll && forwardTarget(catchAll, 'Actions');
}

function matchesEverything(condition: Json): boolean {
  const { PathPatternConfig, HostHeaderConfig, Values } = asObject(condition);
  const values = [
    ...asList(Values),
    ...asList(asObject(PathPatternConfig).Values),
    ...asList(asObject(HostHeaderConfig).Values),
  ];
  return values.some((value) => value === '*' || value === '/*');
}

/** Before the first release CodeDeploy needs production on the first target group of the pair. */
function targetBeforeReleases(listenerArn: string, pairs: readonly TrafficPair[]): string | undefined {
  const production = pairs.find((pair) => pair.productionListenerArn === listenerArn);
  const test = pairs.find((pair) => pair.testListenerArn === listenerArn);
  return production?.targetGroupArns[0] ?? test?.targetGroupArns[1];
}

function targetGroupsOf(
  assembly: Assembly,
  listeners: readonly ListenerModel[],
  pairs: readonly TrafficPair[],
): LoadBalancerModel['targetGroups'] {
  const listenerArns = listeners.map(({ arn }) => arn);
  const own = pairs.filter((pair) => listenerArns.includes(pair.productionListenerArn));
  const arns = [
    ...own.flatMap((pair) => pair.targetGroupArns),
    ...listeners.map((one) => one.targetGroupArn),
  ];
  return assembly
    .ofType('AWS::ElasticLoadBalancingV2::TargetGroup')
    .filter((entry) => arns.includes(entry.ref))
    .map((entry) => readTargetGroup(entry, labelOf(entry, own)));
}

/** Names tell the colour first, then the order in the deployment group's pair. */
function labelOf(entry: Entry, pairs: readonly TrafficPair[]): string {
  const named = colourOf(entry);
  if (named !== undefined) return named;
  if (pairs.some(({ targetGroupArns: [blue] }) => blue === entry.ref)) return 'blue';
  return pairs.some(({ targetGroupArns: [, green] }) => green === entry.ref)
    ? 'green'
    : entry.resource.logicalId;
}
