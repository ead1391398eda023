import { classifyStack, driftReport, exitStatusOf, unreadStack } from '../../lib/drift/classify';
import type { PropertyDrift, ResourceDrift, StackDrift, StackResource } from '../../lib/drift/drift-model';

const BLUE = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop-blue/1';
const GREEN = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/shop-green/2';
const ELSEWHERE = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/other/3';
const REVISION = 'arn:aws:ecs:eu-central-1:111122223333:task-definition/shop-production-storefront';
const IMAGE = `111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/storefront@sha256:${'a'.repeat(64)}`;

const GROUPS: StackResource[] = [
  { logicalId: 'Blue', type: 'AWS::ElasticLoadBalancingV2::TargetGroup', physicalId: BLUE },
  { logicalId: 'Green', type: 'AWS::ElasticLoadBalancingV2::TargetGroup', physicalId: GREEN },
];

/** A stack with both target groups in sync and one resource that was modified. */
function stackWith(drift: Partial<ResourceDrift> & Pick<ResourceDrift, 'type'>): StackDrift {
  const whole: ResourceDrift = {
    logicalId: 'It',
    physicalId: 'it',
    status: 'MODIFIED',
    differences: [],
    ...drift,
  };
  return {
    stack: 'shop-production-storefront',
    project: 'shop',
    resources: [...GROUPS, whole],
    drifts: [...GROUPS.map((group) => ({ ...group, status: 'IN_SYNC', differences: [] })), whole],
  };
}

function difference(path: string, expected: string, actual: string, kind = 'NOT_EQUAL'): PropertyDrift {
  return { path, kind, expected, actual };
}

/** The outcome of the one resource. */
function outcomeOf(drift: Partial<ResourceDrift> & Pick<ResourceDrift, 'type'>): string {
  return classifyStack(stackWith(drift)).findings[0]?.outcome ?? 'in-sync';
}

const forward = (...weights: (readonly [string, number])[]): object => ({
  Type: 'forward',
  ForwardConfig: { TargetGroups: weights.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })) },
});

interface Traffic {
  readonly type?: string;
  readonly property?: string;
  readonly expected: readonly object[];
  readonly actual: readonly object[];
  readonly differences: readonly PropertyDrift[];
}

function traffic({
  type = 'ListenerRule',
  property = 'Actions',
  expected,
  actual,
  differences,
}: Traffic): string {
  return outcomeOf({
    type: `AWS::ElasticLoadBalancingV2::${type}`,
    expectedProperties: JSON.stringify({ [property]: expected }),
    actualProperties: JSON.stringify({ [property]: actual }),
    differences,
  });
}

describe('what releases move', () => {
  const weights = [
    difference('/Actions/0/ForwardConfig/TargetGroups/0/Weight', '100', '0'),
    difference('/Actions/0/ForwardConfig/TargetGroups/1/Weight', '0', '100'),
  ];
  const before = [forward([BLUE, 100], [GREEN, 0])];
  const after = [forward([BLUE, 0], [GREEN, 100])];

  it.each<[string, Traffic, string]>([
    ['weights of a rule', { expected: before, actual: after, differences: weights }, 'allowed'],
    [
      'a default of AWS beside them',
      {
        expected: before,
        actual: after.map((action) => ({ ...action, Order: 1 })),
        differences: weights,
      },
      'allowed',
    ],
    [
      'the group of a listener',
      {
        type: 'Listener',
        property: 'DefaultActions',
        expected: [{ Type: 'forward', TargetGroupArn: BLUE }],
        actual: [{ Type: 'forward', TargetGroupArn: GREEN }],
        differences: [difference('/DefaultActions/0/TargetGroupArn', BLUE, GREEN)],
      },
      'allowed',
    ],
    [
      'a group in place of weights, told as the whole action',
      {
        expected: before,
        actual: [{ Type: 'forward', TargetGroupArn: GREEN }],
        differences: [
          difference('/Actions/0/ForwardConfig', '{"TargetGroups":[{"Weight":100}]}', 'null', 'REMOVE'),
        ],
      },
      'allowed',
    ],
    [
      'a group that was added to a rule',
      {
        expected: [forward([BLUE, 1])],
        actual: [forward([BLUE, 0], [GREEN, 1])],
        differences: [difference('/Actions/0/ForwardConfig/TargetGroups/1', 'null', '{}', 'ADD')],
      },
      'allowed',
    ],
    [
      'a group of somebody else',
      { expected: before, actual: [forward([ELSEWHERE, 100])], differences: weights },
      'drifted',
    ],
    [
      'weights of nothing, so that nobody is served',
      { expected: before, actual: [forward([BLUE, 0], [GREEN, 0])], differences: weights },
      'drifted',
    ],
    ['no group at all', { expected: before, actual: [{ Type: 'forward' }], differences: weights }, 'drifted'],
    [
      'an action that answers by itself',
      {
        expected: before,
        actual: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } }],
        differences: [difference('/Actions/0', '{}', '{}')],
      },
      'drifted',
    ],
    [
      'one action more',
      {
        expected: before,
        actual: [{ Type: 'authenticate-oidc' }, ...after],
        differences: [difference('/Actions/1', 'null', '{}', 'ADD')],
      },
      'drifted',
    ],
    [
      'weights, and the path of the rule',
      {
        expected: before,
        actual: after,
        differences: [...weights, difference('/Conditions/0/PathPatternConfig/Values/0', '/*', '/admin')],
      },
      'drifted',
    ],
    [
      'the stickiness of a rule',
      {
        expected: before,
        actual: after,
        differences: [
          difference('/Actions/0/ForwardConfig/TargetGroupStickinessConfig/Enabled', 'false', 'true'),
        ],
      },
      'drifted',
    ],
  ])('%s', (_, change, outcome) => {
    expect(traffic(change)).toBe(outcome);
  });

  it('takes no word for it without the whole properties', () => {
    const rule = { type: 'AWS::ElasticLoadBalancingV2::ListenerRule', differences: weights };
    expect(outcomeOf(rule)).toBe('drifted');
    expect(outcomeOf({ ...rule, expectedProperties: 'no JSON', actualProperties: '{}' })).toBe('drifted');
  });
});

describe('what an ECS service may differ in', () => {
  const mapping = (TargetGroupArn: string, more: object = {}): object => ({
    ContainerName: 'app',
    ContainerPort: 8080,
    TargetGroupArn,
    ...more,
  });
  const service = (controller: string, actual: object): Partial<ResourceDrift> => ({
    expectedProperties: JSON.stringify({
      DeploymentController: { Type: controller },
      LoadBalancers: [mapping(BLUE)],
    }),
    actualProperties: JSON.stringify({ LoadBalancers: [actual] }),
    differences: [difference('/LoadBalancers/0/TargetGroupArn', BLUE, GREEN)],
  });

  it.each<[string, Partial<ResourceDrift>, string]>([
    [
      'a later revision',
      { differences: [difference('/TaskDefinition', `${REVISION}:7`, `${REVISION}:9`)] },
      'allowed',
    ],
    [
      'a task definition of another family',
      { differences: [difference('/TaskDefinition', `${REVISION}:7`, `${REVISION}-debug:1`)] },
      'drifted',
    ],
    [
      'a task definition of another account',
      {
        differences: [
          difference('/TaskDefinition', `${REVISION}:7`, `${REVISION}:7`.replace('1111', '4444')),
        ],
      },
      'drifted',
    ],
    ['more tasks', { differences: [difference('/DesiredCount', '2', '4')] }, 'allowed'],
    ['no tasks at all', { differences: [difference('/DesiredCount', '2', '0')] }, 'drifted'],
    ['no count at all', { differences: [difference('/DesiredCount', '2', 'null', 'REMOVE')] }, 'drifted'],
    ['the other group, moved by CodeDeploy', service('CODE_DEPLOY', mapping(GREEN)), 'allowed'],
    ['the other group, without CodeDeploy', service('ECS', mapping(GREEN)), 'drifted'],
    ['a group from elsewhere', service('CODE_DEPLOY', mapping(ELSEWHERE)), 'drifted'],
    ['another port', service('CODE_DEPLOY', mapping(GREEN, { ContainerPort: 9090 })), 'drifted'],
    [
      'public addresses',
      {
        differences: [
          difference('/NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp', 'DISABLED', 'ENABLED'),
        ],
      },
      'drifted',
    ],
  ])('%s', (_, change, outcome) => {
    expect(outcomeOf({ type: 'AWS::ECS::Service', ...change })).toBe(outcome);
  });
});

describe('parameters', () => {
  it.each([
    ['/shop/production/storefront/image', '/Value', IMAGE, 'allowed'],
    ['/shop/production/storefront/image', '/Value', 'nginx:latest', 'drifted'],
    ['/shop/production/storefront/image', '/Value', `evil.example.com/${IMAGE}`, 'drifted'],
    ['/shop/production/storefront/image', '/Value', IMAGE.replace('.dkr.ecr.', '.example.'), 'drifted'],
    ['/shop/production/catalog/image', '/Value', IMAGE, 'drifted'],
    ['/shop/production/storefront/image', '/Type', IMAGE, 'drifted'],
    ['/other/production/storefront/image', '/Value', IMAGE, 'drifted'],
    ['/shop/production/storefront/task-definition', '/Value', IMAGE, 'drifted'],
    ['/shop/production/storefront/sub/image', '/Value', IMAGE, 'drifted'],
    ['shop/production/storefront/image', '/Value', IMAGE, 'drifted'],
  ])('%s %s', (physicalId, path, actual, outcome) => {
    const differences = [difference(path, 'the placeholder', actual)];
    expect(outcomeOf({ type: 'AWS::SSM::Parameter', physicalId, differences })).toBe(outcome);
  });
});

describe('tags', () => {
  it.each([
    ['ADD', '/Tags/2', 'allowed'],
    ['REMOVE', '/Tags/0', 'drifted'],
    ['NOT_EQUAL', '/Tags/0/Value', 'drifted'],
    ['ADD', '/TagsOfSomethingElse/0', 'drifted'],
  ])('%s %s', (kind, path, outcome) => {
    expect(outcomeOf({ type: 'AWS::EC2::VPC', differences: [difference(path, 'a', 'b', kind)] })).toBe(
      outcome,
    );
  });
});

describe('what AWS leaves out of its answer', () => {
  const SERVICE = 'AWS::ECS::Service';
  const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
  const TASK = 'AWS::ECS::TaskDefinition';
  const CONTROLLER = '/DeploymentController';

  it.each([
    ['a default', SERVICE, `${CONTROLLER}/Type`, 'ECS', 'in-sync'],
    ['what holds only defaults', SERVICE, CONTROLLER, '{"Type":"ECS"}', 'in-sync'],
    ['defaults of a list', TASK, '/ContainerDefinitions/1/PortMappings/0/Protocol', 'tcp', 'in-sync'],
    ['a number as a text', SERVICE, '/DeploymentConfiguration/MaximumPercent', '"200"', 'in-sync'],
    ['an empty list', SERVICE, '/LoadBalancers', '[]', 'in-sync'],
    ['another value', SERVICE, `${CONTROLLER}/Type`, 'CODE_DEPLOY', 'drifted'],
    ['another value in what was removed', SERVICE, CONTROLLER, '{"Type":"CODE_DEPLOY"}', 'drifted'],
    ['a default beside what has none', SERVICE, CONTROLLER, '{"Type":"ECS","More":1}', 'drifted'],
    ['a default of another type', LISTENER, `${CONTROLLER}/Type`, 'ECS', 'drifted'],
    ['a value without a default', SERVICE, '/LoadBalancers/0/ContainerPort', '8080', 'drifted'],
  ])('%s (%s %s %s) is %s', (_, type, path, expected, outcome) => {
    expect(outcomeOf({ type, differences: [difference(path, expected, 'null', 'REMOVE')] })).toBe(outcome);
  });

  it('is no excuse for another value in its place', () => {
    const differences = [difference(`${CONTROLLER}/Type`, 'ECS', 'EXTERNAL')];
    expect(outcomeOf({ type: SERVICE, differences })).toBe('drifted');
  });

  it('hides nothing that differs beside it, and is not told with it', () => {
    const left = difference(CONTROLLER, '{"Type":"ECS"}', 'null', 'REMOVE');
    const more = difference('/DesiredCount', '2', '4');
    const { findings } = classifyStack(stackWith({ type: SERVICE, differences: [left, more] }));
    expect(
      findings.map(({ outcome, differences }) => [outcome, differences.map(({ path }) => path)]),
    ).toEqual([['allowed', ['/DesiredCount']]]);
  });
});

it.each([
  ['AWS::EC2::SecurityGroup', '/TaskDefinition', `${REVISION}:7`, `${REVISION}:9`],
  ['AWS::ElasticLoadBalancingV2::TargetGroup', '/DesiredCount', '1', '2'],
  ['AWS::Lambda::Function', '/Value', 'a', IMAGE],
  ['AWS::ElasticLoadBalancingV2::Listener', '/Actions/0/TargetGroupArn', BLUE, GREEN],
])('what one type may differ in, %s may not (%s)', (type, path, expected, actual) => {
  expect(outcomeOf({ type, differences: [difference(path, expected, actual)] })).toBe('drifted');
});

describe('what cannot be told', () => {
  it.each<[string, Partial<ResourceDrift>, string]>([
    [
      'a resource that is gone, of a type that may differ',
      { type: 'AWS::ECS::Service', status: 'DELETED' },
      'drifted',
    ],
    ['a change without a difference', { status: 'MODIFIED' }, 'drifted'],
    ['a resource that AWS could not read', { status: 'UNKNOWN', reason: 'denied' }, 'unchecked'],
    ['a type that AWS cannot check', { status: 'UNSUPPORTED' }, 'unsupported'],
    [
      'a type that is known to be left out',
      { type: 'AWS::IAM::Policy', status: 'NOT_CHECKED' },
      'unsupported',
    ],
    ['a type that should have been checked', { status: 'NOT_CHECKED' }, 'unchecked'],
    ['a status that nobody knows yet', { status: 'SOMETHING_NEW' }, 'unchecked'],
  ])('%s', (_, drift, outcome) => {
    expect(outcomeOf({ type: 'AWS::EC2::VPC', ...drift })).toBe(outcome);
  });

  it.each([
    ['AWS::EC2::VPC', 'unchecked'],
    ['AWS::CodeCommit::Repository', 'unsupported'],
    ['Custom::LiveTraffic', 'unsupported'],
    ['AWS::Something::New', 'unchecked'],
  ])('%s without a word from CloudFormation is %s', (type, outcome) => {
    const resources = [{ logicalId: 'It', type }];
    const { findings } = classifyStack({ stack: 's', project: 'p', resources, drifts: [] });
    expect(findings.map((finding) => finding.outcome)).toEqual([outcome]);
  });
});

describe('a report', () => {
  const drifted = stackWith({ type: 'AWS::EC2::VPC', status: 'DELETED' });
  const clean = classifyStack({ stack: 's', project: 'p', resources: [], drifts: [] });

  it('counts every resource once, and a stack that failed as one more that is unchecked', () => {
    const report = driftReport([
      classifyStack({ ...drifted, problem: 'the detection failed' }),
      unreadStack('other', 'the stack is in UPDATE_IN_PROGRESS'),
    ]);
    expect(report.counts).toEqual({ 'in-sync': 2, allowed: 0, drifted: 1, unchecked: 2, unsupported: 0 });
  });

  it.each([
    ['nothing', [clean], 0],
    ['drift', [classifyStack(drifted), unreadStack('x', 'y')], 1],
    ['what could not be checked', [clean, unreadStack('x', 'y')], 3],
    ['no stack', [], 0],
  ])('with %s ends with its status', (_, stacks, status) => {
    expect(exitStatusOf(driftReport(stacks))).toBe(status);
  });
});
