import type { PropertyDrift, ResourceDrift, StackDrift } from './drift-model';
import { dataOf } from './printable';
import { forwardsToOwnGroups, keepsItsMapping } from './traffic';

/** A way in which resources leave their template by design. */
export interface AllowedDrift {
  /** Resource type; `*` stands for every one. */
  readonly type: string;
  /** Paths of the properties that may differ. */
  readonly path: RegExp;
  /** Why that is as it should be. */
  readonly because: string;
  /** What must be true of the resource, so that the entry lets nothing else through. */
  readonly when: (difference: PropertyDrift, resource: ResourceDrift, stack: StackDrift) => boolean;
}

const ACTIONS = String.raw`/\d+(?:/TargetGroupArn|/ForwardConfig(?:/TargetGroups(?:/\d+(?:/TargetGroupArn|/Weight)?)?)?)?`;
const TRAFFIC = 'A release moves traffic between the two target groups of the service.';

/** Amazon ECR, of whichever account: the registry's may be another one than that of the stack. */
const REGISTRY = String.raw`\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com`;

/**
 * Every drift that is by design. An entry is for one type and its paths, and says no to everything else about them; a
 * deleted resource is never by design.
 */
export const ALLOWED_DRIFT: readonly AllowedDrift[] = [
  {
    type: 'AWS::ElasticLoadBalancingV2::Listener',
    path: new RegExp(`^/DefaultActions${ACTIONS}$`),
    because: TRAFFIC,
    when: (_, resource, stack) => forwardsToOwnGroups('DefaultActions', resource, stack),
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    path: new RegExp(`^/Actions${ACTIONS}$`),
    because: TRAFFIC,
    when: (_, resource, stack) => forwardsToOwnGroups('Actions', resource, stack),
  },
  {
    type: 'AWS::ECS::Service',
    path: /^\/TaskDefinition$/,
    because: 'A release registers a revision of its own, of the same family.',
    when: ({ expected, actual }) =>
      familyOf(expected) !== undefined && familyOf(expected) === familyOf(actual),
  },
  {
    type: 'AWS::ECS::Service',
    path: /^\/DesiredCount$/,
    because: 'Autoscaling sets the number of tasks.',
    // Nothing here ever sets a service to no tasks at all.
    when: ({ actual }) => Number(actual) >= 1,
  },
  {
    type: 'AWS::ECS::Service',
    path: /^\/LoadBalancers\/\d+(?:\/TargetGroupArn)?$/,
    because: 'CodeDeploy gives the service the target group of the version that runs.',
    when: (_, resource, stack) => keepsItsMapping(resource, stack),
  },
  {
    type: 'AWS::SSM::Parameter',
    path: /^\/Value$/,
    because: 'Verify writes the released image, by digest, into the release parameter.',
    when: ({ actual }, { physicalId = '' }, { project }) => {
      const service = serviceOfReleaseParameter(project, physicalId);
      // An image of another registry or repository, or named by a tag, was no release.
      return (
        service !== undefined &&
        new RegExp(`^${REGISTRY}/${project}/${service}@sha256:[0-9a-f]{64}$`).test(actual)
      );
    },
  },
  {
    type: '*',
    path: /^\/Tags(?:\/\d+)?$/,
    because: 'Tags that an organisation or a cost tool adds; nothing here is decided by a tag.',
    when: ({ kind }) => kind === 'ADD',
  },
];

/** The entry that makes a difference one by design; undefined when there is none. */
export function allowanceOf(
  difference: PropertyDrift,
  resource: ResourceDrift,
  stack: StackDrift,
): AllowedDrift | undefined {
  return ALLOWED_DRIFT.find(
    ({ type, path, when }) =>
      (type === '*' || type === resource.type) &&
      path.test(difference.path) &&
      when(difference, resource, stack),
  );
}

/** `arn:aws:ecs:region:account:task-definition/family` without the revision. */
function familyOf(value: string): string | undefined {
  const text = dataOf(value);
  return /^(arn:[^\s]+:task-definition\/[^:/\s]+):\d+$/.exec(String(text))?.[1];
}

/** Release parameters are `/<project>/<environment>/<service>/image`; the task-definition ones beside them are not. */
function serviceOfReleaseParameter(project: string, name: string): string | undefined {
  const [before, first, environment, service, last, ...more] = name.split('/');
  const fits = before === '' && first === project && environment && last === 'image' && more.length === 0;
  return fits ? service : undefined;
}
