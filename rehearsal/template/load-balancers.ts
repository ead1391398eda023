import { groupsOfListener } from '../listeners';
import type { ListenerModel, LoadBalancerModel } from '../model';
import type { Assembly, Entry } from './assembly';
import { trafficPairs } from './code-deploy';
import { asList, asNumber, asObject, asText } from './json';
import { forwardTargets, readRules } from './listener-rules';
import { nativePairs } from './native-strategy';
import { colourOf, readTargetGroup } from './target-groups';
import { targetBeforeReleases, type TrafficPair } from './traffic-pair';

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';

/** Every application load balancer with its listeners and the target groups that they can send traffic to. */
export function readLoadBalancers(assembly: Assembly): LoadBalancerModel[] {
  const pairs = [...trafficPairs(assembly), ...nativePairs(assembly)];
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
  const targetGroupArn = defaultTarget(listener, pairs);
  const status = fixedStatus(listener);
  const rules = readRules(assembly, listener, pairs);
  const protocol = listener.text('Protocol', 'HTTP');
  if (protocol !== 'HTTP' && protocol !== 'HTTPS') {
    listener.report('Protocol', `${protocol} is acted out as HTTP`);
  }
  return {
    arn: listener.ref,
    port: listener.number('Port', protocol === 'HTTPS' ? 443 : 80),
    protocol: protocol === 'HTTPS' ? 'HTTPS' : 'HTTP',
    ...(targetGroupArn !== undefined && { targetGroupArn }),
    ...(status !== undefined && { fixedStatus: status }),
    ...(rules.length > 0 && { rules }),
  };
}

/** A listener forwards by default to one target group here; one that only a deployment can tell is the one before releases. */
function defaultTarget(listener: Entry, pairs: readonly TrafficPair[]): string | undefined {
  const targets = forwardTargets(listener, 'DefaultActions', targetBeforeReleases(listener.ref, pairs));
  const [greatest, next] = [...targets].sort((a, b) => b.weight - a.weight);
  if (next !== undefined && next.weight > 0) {
    listener.report('DefaultActions', 'only the target group with the greatest weight gets traffic');
  }
  return greatest?.targetGroupArn;
}

function fixedStatus(listener: Entry): number | undefined {
  const [action] = asList(listener.peek('DefaultActions')).map((item) => asObject(item));
  if (asText(action?.Type) !== 'fixed-response') return undefined;
  return asNumber(asObject(action?.FixedResponseConfig).StatusCode, 503);
}

function targetGroupsOf(
  assembly: Assembly,
  listeners: readonly ListenerModel[],
  pairs: readonly TrafficPair[],
): LoadBalancerModel['targetGroups'] {
  const routeArns = listeners.flatMap(({ arn, rules = [] }) => [arn, ...rules.map((rule) => rule.arn)]);
  const own = pairs.filter((pair) => routeArns.includes(pair.productionArn));
  const arns = [...own.flatMap((pair) => pair.targetGroupArns), ...listeners.flatMap(groupsOfListener)];
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
