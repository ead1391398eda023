import type { Deployment, DescribeTaskDefinitionCommandOutput } from '@aws-sdk/client-ecs';
import type { Listener, Rule } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CONTAINER_NAME } from '../../../app/shared/contract';

const PLACE = 'us-east-1:111122223333';
const BALANCER = `arn:aws:elasticloadbalancing:${PLACE}:loadbalancer/app/sandbox-Servi-1A2B3C4D5E6F/50dc6c495c0c9188`;

export const STACK = `arn:aws:cloudformation:${PLACE}:stack/sandbox-storefront/f8a1c2d0-1111-11ee-9f6b-0a1b2c3d4e5f`;
export const BLUE = `arn:aws:elasticloadbalancing:${PLACE}:targetgroup/sandbo-Servi-BLUE/73e2d6bc24d8a067`;
export const GREEN = `arn:aws:elasticloadbalancing:${PLACE}:targetgroup/sandbo-Servi-GREEN/09966783158cda59`;
export const MAINTENANCE = `arn:aws:elasticloadbalancing:${PLACE}:targetgroup/maintenance/1f2e3d4c5b6a7980`;
export const PRODUCTION = `${BALANCER.replace(':loadbalancer/', ':listener/')}/f2f7dc8efc522ab2`;
export const TEST = `${BALANCER.replace(':loadbalancer/', ':listener/')}/0467ef3c8400ae65`;
export const PRODUCTION_RULE = `${PRODUCTION.replace(':listener/', ':listener-rule/')}/9683b2d02a6cabee`;
export const TEST_RULE = `${TEST.replace(':listener/', ':listener-rule/')}/1291d13826f405c3`;
export const SERVICE = `arn:aws:ecs:${PLACE}:service/sandbox-Cluster/sandbox-storefront-Service-x1Y2z3`;
export const DEPLOYMENT = `arn:aws:ecs:${PLACE}:service-deployment/sandbox-Cluster/sandbox-storefront-Service-x1Y2z3/NCWGC2ZR-taawPAYrIaU5`;

const FAMILY = `arn:aws:ecs:${PLACE}:task-definition/shop-sandbox-storefront`;
/** The revision that CloudFormation made last. */
export const OWN_REVISION = `${FAMILY}:7`;
/** A revision that a release has made after that. */
export const RELEASED_REVISION = `${FAMILY}:9`;

type Forward = NonNullable<Listener['DefaultActions']>;

/** What `DescribeListeners` and `DescribeRules` tell of an action that CloudFormation made with one target group. */
export const toOne = (TargetGroupArn: string): Forward => [
  {
    Type: 'forward',
    TargetGroupArn,
    Order: 1,
    ForwardConfig: {
      TargetGroups: [{ TargetGroupArn, Weight: 1 }],
      TargetGroupStickinessConfig: { Enabled: false },
    },
  },
];

/** What they tell after CodeDeploy or ECS has moved traffic: both target groups, and no `TargetGroupArn` beside. */
export const toBoth = (...weights: readonly (readonly [string, number])[]): Forward => [
  {
    Type: 'forward',
    Order: 1,
    ForwardConfig: {
      TargetGroups: weights.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
      TargetGroupStickinessConfig: { Enabled: false },
    },
  },
];

/** A page that somebody switched on by hand. */
export const fixedResponse: Forward = [
  {
    Type: 'fixed-response',
    Order: 1,
    FixedResponseConfig: { MessageBody: 'Back soon', StatusCode: '503', ContentType: 'text/plain' },
  },
];

/** A listener as `DescribeListeners` tells it. */
export const listener = (ListenerArn: string, DefaultActions: Forward): Listener => ({
  ListenerArn,
  LoadBalancerArn: BALANCER,
  Port: ListenerArn === TEST ? 9001 : 80,
  Protocol: 'HTTP',
  DefaultActions,
});

/** A rule as `DescribeRules` tells it. */
export const rule = (RuleArn: string, Actions: Forward): Rule => ({
  RuleArn,
  Priority: '1',
  Conditions: [{ Field: 'path-pattern', Values: ['/*'], PathPatternConfig: { Values: ['/*'] } }],
  Actions,
  IsDefault: false,
});

/** A deployment as `DescribeServices` tells it. */
export const deployment = (status: 'PRIMARY' | 'ACTIVE', taskDefinition: string): Deployment => ({
  id: 'ecs-svc/1234567890123456789',
  status,
  taskDefinition,
  rolloutState: 'COMPLETED',
});

/** A task definition as `DescribeTaskDefinition` tells it: the service, and the agent beside it. */
export const taskDefinition = (image: string): Omit<DescribeTaskDefinitionCommandOutput, '$metadata'> => ({
  taskDefinition: {
    containerDefinitions: [
      { name: 'telemetry', image: 'public.ecr.aws/cloudwatch-agent/cloudwatch-agent:1' },
      { name: CONTAINER_NAME, image },
    ],
  },
});
