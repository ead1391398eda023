import type { AssemblyModel, LoadBalancerModel } from '../model';
import type { Assembly } from './assembly';

const SECURE_URLS = /\bhttps:\/\/([^/:\s"'{}]+)/g;
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';

/**
 * Gives load balancers the names that their owner points to them outside the assembly: hosts of `https` addresses in
 * the environment of functions and tasks of the same stack, when that stack has one load balancer with HTTPS.
 */
export function withPublicNames(assembly: Assembly, model: AssemblyModel): AssemblyModel {
  const known = new Set([
    ...model.loadBalancers.map(({ dnsName }) => dnsName),
    ...model.services.flatMap(({ discovery }) => discovery?.hostname ?? []),
  ]);
  const hosts = [...model.functions, ...model.services.map(({ task }) => task)].flatMap(
    ({ arn, environment }) => {
      const names = Object.values(environment).flatMap(secureHosts);
      const own = names.filter((name) => !known.has(name) && !name.includes('.amazonaws.com'));
      return own.map((name) => ({ name, stack: stackOf(assembly, arn) }));
    },
  );
  const loadBalancers = model.loadBalancers.map((balancer) => {
    const stack = onlySecureIn(assembly, balancer);
    const names = hosts.filter((host) => stack !== undefined && host.stack === stack);
    if (names.length === 0) return balancer;
    return { ...balancer, publicNames: [...new Set(names.map(({ name }) => name))] };
  });
  return { ...model, loadBalancers };
}

function secureHosts(value: string): string[] {
  return [...value.matchAll(SECURE_URLS)].map((match) => (match[1] ?? '').toLowerCase());
}

function stackOf(assembly: Assembly, arn: string): string | undefined {
  return assembly.resources.find((entry) => entry.ref === arn || entry.attribute('Arn') === arn)?.stack;
}

/** The stack of a load balancer with HTTPS that is the only one there. */
function onlySecureIn(assembly: Assembly, { arn, listeners }: LoadBalancerModel): string | undefined {
  if (!listeners.some(({ protocol }) => protocol === 'HTTPS')) return undefined;
  const all = assembly.ofType(BALANCER);
  const stack = all.find(({ ref }) => ref === arn)?.stack;
  return all.filter((entry) => entry.stack === stack).length === 1 ? stack : undefined;
}
