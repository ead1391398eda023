import type { ResourceDrift, StackDrift } from './drift-model';
import { dataOf } from './printable';

type Data = Readonly<Record<string, unknown>>;

/**
 * Whether the actions differ in nothing but target groups of the same stack and their weights. A listener that sends users
 * to a group from elsewhere or to none, answers by itself, or has an action more, does not.
 */
export function forwardsToOwnGroups(
  property: 'DefaultActions' | 'Actions',
  resource: ResourceDrift,
  stack: StackDrift,
): boolean {
  const expected = listAt(resource.expectedProperties, property);
  const actual = listAt(resource.actualProperties, property);
  if (!expected || !actual) return false;
  const groups = actual.flatMap(groupsOf);
  return (
    covers(expected.map(withoutGroups), actual.map(withoutGroups)) &&
    groups.length > 0 &&
    groups.every(({ group }) => isOwn(group, stack)) &&
    groups.some(({ weight }) => weight > 0)
  );
}

/** Whether a service that CodeDeploy releases has another target group of the same stack, and else its mapping. */
export function keepsItsMapping(resource: ResourceDrift, stack: StackDrift): boolean {
  const properties = objectOf(resource.expectedProperties);
  if (objectOf(properties.DeploymentController).Type !== 'CODE_DEPLOY') return false;
  const expected = listAt(resource.expectedProperties, 'LoadBalancers');
  const actual = listAt(resource.actualProperties, 'LoadBalancers');
  if (!expected || !actual) return false;
  return (
    covers(expected.map(withoutGroup), actual.map(withoutGroup)) &&
    actual.every(({ TargetGroupArn }) => isOwn(TargetGroupArn, stack))
  );
}

/** Whether everything in `expected` is in `actual` too, where AWS may have added defaults. Lists have the same length. */
function covers(expected: unknown, actual: unknown): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      expected.length === actual.length &&
      expected.every((item, index) => covers(item, actual[index]))
    );
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return false;
    return Object.entries(expected).every(([key, value]) => covers(value, (actual as Data)[key]));
  }
  // CloudFormation keeps numbers and booleans of templates as texts in places.
  return String(expected) === String(actual);
}

function withoutGroups(action: Data): Data {
  const forward = without('TargetGroups', objectOf(action.ForwardConfig));
  const rest = without('ForwardConfig', withoutGroup(action));
  return Object.keys(forward).length === 0 ? rest : { ...rest, ForwardConfig: forward };
}

function withoutGroup(mapping: Data): Data {
  return without('TargetGroupArn', mapping);
}

function without(name: string, data: Data): Data {
  return Object.fromEntries(Object.entries(data).filter(([key]) => key !== name));
}

/** Where an action sends users; a single group gets all of them. */
function groupsOf(action: Data): { readonly group: unknown; readonly weight: number }[] {
  const { TargetGroups = [] } = objectOf(action.ForwardConfig);
  const weighted = Array.isArray(TargetGroups) ? TargetGroups.map(objectOf) : [];
  const single = action.TargetGroupArn === undefined ? [] : [{ group: action.TargetGroupArn, weight: 1 }];
  return [
    ...weighted.map(({ TargetGroupArn, Weight = 1 }) => ({ group: TargetGroupArn, weight: Number(Weight) })),
    ...single,
  ];
}

function isOwn(group: unknown, { resources }: StackDrift): boolean {
  return resources.some(
    ({ type, physicalId }) => type === 'AWS::ElasticLoadBalancingV2::TargetGroup' && physicalId === group,
  );
}

function listAt(properties: string | undefined, name: string): Data[] | undefined {
  const list = objectOf(properties)[name];
  return Array.isArray(list) ? list.map(objectOf) : undefined;
}

function objectOf(value: unknown): Data {
  const data = typeof value === 'string' ? dataOf(value) : value;
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? (data as Data) : {};
}
