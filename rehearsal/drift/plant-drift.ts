import type { Json, JsonObject } from '../template/json';
import { asList, isObject } from '../template/json';
import type { ResolvedResource, ResolvedStack } from '../template/resolved-stacks';
import { UsageError } from '../usage-error';

/** Something that is no longer as its template says. */
export interface PlantedDrift {
  /** Whether it is by design. */
  readonly kind: 'allowed' | 'forbidden';
  /** How it came about, in words. */
  readonly what: string;
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  /** The properties that the resource really has. */
  readonly actual: JsonObject;
}

const LISTENERS: Readonly<Record<string, string>> = {
  'AWS::ElasticLoadBalancingV2::Listener': 'DefaultActions',
  'AWS::ElasticLoadBalancingV2::ListenerRule': 'Actions',
};

/**
 * One drift that every release leaves behind, and one that somebody made by hand.
 * Throws a UsageError when the stacks have nothing that could drift so.
 */
export function plantDrift(stacks: readonly ResolvedStack[]): PlantedDrift[] {
  const allowed = stacks.flatMap(releasedTraffic)[0];
  const forbidden =
    stacks.filter(({ name }) => name === allowed?.stack).flatMap(openedPort)[0] ??
    stacks.flatMap(openedPort)[0];
  if (allowed !== undefined && forbidden !== undefined) return [allowed, forbidden];
  throw new UsageError(
    'the scenario drift needs a load balancer with two target groups and a security group with a rule; the assembly has none',
  );
}

/** A listener that sends users to the other target group of its stack, as after a release. */
function releasedTraffic({ name: stack, resources }: ResolvedStack): PlantedDrift[] {
  const groups = resources
    .filter(({ type }) => type === 'AWS::ElasticLoadBalancingV2::TargetGroup')
    .map(({ physicalId }) => physicalId);
  const [one, other] = groups;
  if (one === undefined || other === undefined) return [];
  return resources.flatMap(({ logicalId, type, properties }) => {
    const property = LISTENERS[type];
    const actions = property === undefined ? undefined : properties[property];
    if (property === undefined || !JSON.stringify(actions ?? null).includes(one)) return [];
    const moved = swapped(actions ?? null, one, other);
    const what = 'a release has moved users to the other target group';
    return [
      {
        ...{ kind: 'allowed' as const, what, stack, logicalId, type },
        actual: { ...properties, [property]: moved },
      },
    ];
  });
}

/** A port that somebody has opened to everyone in the console. */
function openedPort({ name: stack, resources }: ResolvedStack): PlantedDrift[] {
  return resources.filter(hasRules).map(({ logicalId, type, properties }) => {
    const opened = { CidrIp: '0.0.0.0/0', FromPort: 22, ToPort: 22, IpProtocol: 'tcp' };
    const what = 'somebody has opened port 22 to everyone by hand';
    const actual = {
      ...properties,
      SecurityGroupIngress: [...asList(properties.SecurityGroupIngress), opened],
    };
    return { kind: 'forbidden' as const, what, stack, logicalId, type, actual };
  });
}

function hasRules({ type, properties }: ResolvedResource): boolean {
  return type === 'AWS::EC2::SecurityGroup' && asList(properties.SecurityGroupIngress).length > 0;
}

function swapped(value: Json, one: string, other: string): Json {
  if (value === one) return other;
  if (value === other) return one;
  if (Array.isArray(value)) return value.map((item) => swapped(item as Json, one, other));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, swapped(item ?? null, one, other)]),
  );
}
