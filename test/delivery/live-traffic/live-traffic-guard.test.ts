import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { LiveTrafficGuard } from '../../../lib/delivery/live-traffic/live-traffic-guard';
import { synth } from '../../shared/synth';

const blue = 'arn:blue';
const green = 'arn:green';

/** What every guard is told of the releases of its service. */
const release = {
  image: 'images@sha256:7',
  releaseParameterName: '/shop/sandbox/storefront/image',
  architecture: 'arm64',
  application: 'shop-sandbox-storefront',
  deploymentGroup: 'release',
  logRetention: 30,
} as const;

/** A listener, a rule, and a service with a role that names the rule: all that a template may have here. */
function build(stack: Stack): void {
  const balancer = new elbv2.CfnLoadBalancer(stack, 'Balancer');
  const staticAction = [{ type: 'forward', targetGroupArn: blue }];
  const production = new elbv2.CfnListener(stack, 'Production', {
    loadBalancerArn: balancer.ref,
    port: 443,
    protocol: 'HTTPS',
    certificates: [{ certificateArn: 'arn:certificate' }],
    defaultActions: staticAction,
  });
  production.addPropertyOverride('ListenerAttributes', [{ Key: 'by-override', Value: '1' }]);
  const test = new elbv2.CfnListenerRule(stack, 'TestRule', {
    listenerArn: production.ref,
    priority: 1,
    conditions: [{ field: 'path-pattern', values: ['/*'] }],
    actions: staticAction,
  });
  const group = new ec2.CfnSecurityGroup(stack, 'Group', { groupDescription: 'Tasks' });
  const names = new iam.CfnRole(stack, 'RoleThatNamesTheRule', {
    assumeRolePolicyDocument: {},
    policies: [{ policyName: 'Shift', policyDocument: { Resource: test.ref } }],
  });
  const follows = new iam.CfnRole(stack, 'RoleThatFollowsIt', { assumeRolePolicyDocument: {} });
  follows.addResourceDependency(names);
  const service = new ecs.CfnService(stack, 'Service', {
    healthCheckGracePeriodSeconds: 30,
    role: names.attrArn,
    loadBalancers: [
      {
        containerPort: 8080,
        targetGroupArn: blue,
        advancedConfiguration: { alternateTargetGroupArn: green, roleArn: follows.attrArn },
      },
    ],
    networkConfiguration: {
      awsvpcConfiguration: { securityGroups: [group.attrGroupId], subnets: ['subnet-1'] },
    },
  });
  service.addResourceDependency(test);
  const taskDefinition = new ecs.CfnTaskDefinition(stack, 'Definition', {
    cpu: '256',
    taskRoleArn: names.attrArn,
  });
  new LiveTrafficGuard(stack, 'Guard', {
    ...release,
    taskDefinition,
    routes: { groups: { blue, green }, production, test, base: [balancer] },
    service,
    mover: 'ecs-shift',
  });
}

/** A service that is reached by a name, not by a load balancer. */
function buildInternal(stack: Stack): void {
  const service = new ecs.CfnService(stack, 'Internal', { desiredCount: 2 });
  const taskDefinition = new ecs.CfnTaskDefinition(stack, 'Definition');
  new LiveTrafficGuard(stack, 'InternalGuard', { ...release, taskDefinition, service, mover: 'ecs-rolling' });
}

const template = synth(build);
const resources = template.toJSON().Resources as Record<
  string,
  { Type: string; Properties: Record<string, unknown>; DependsOn?: string[] }
>;
const one = (type: string) => {
  const [[id, resource] = ['none', undefined], ...more] = Object.entries(resources).filter(
    ([, { Type }]) => Type === type,
  );
  if (!resource || more.length > 0) throw new Error(`not one ${type}`);
  return { id, ...resource };
};
const guard = one('Custom::LiveTraffic');
const listener = one('AWS::ElasticLoadBalancingV2::Listener');
const rule = one('AWS::ElasticLoadBalancingV2::ListenerRule');
const service = one('AWS::ECS::Service');
const watched = guard.Properties.Watched as Record<
  'Production' | 'Test' | 'Service' | 'TaskDefinition',
  Record<string, unknown>
>;
const forward = (route: 'Production' | 'Test') => [
  {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: [
        { TargetGroupArn: blue, Weight: { 'Fn::GetAtt': [guard.id, `${route}BlueWeight`] } },
        { TargetGroupArn: green, Weight: { 'Fn::GetAtt': [guard.id, `${route}GreenWeight`] } },
      ],
    },
  },
];

describe('what CloudFormation writes', () => {
  it('is what the guard answers, on a listener and on a rule', () => {
    expect(listener.Properties.DefaultActions).toEqual(forward('Production'));
    expect(rule.Properties.Actions).toEqual(forward('Test'));
  });
});

describe('the guard runs', () => {
  it.each([
    ['the production listener', 'Production' as const, listener, ['DefaultActions']],
    ['the test rule', 'Test' as const, rule, ['Actions', 'ListenerArn']],
    ['the service', 'Service' as const, service, ['LoadBalancers', 'Role']],
  ])('when any property of %s changes', (_, name, { Properties }, different) => {
    expect(Object.keys(watched[name]).sort()).toEqual(Object.keys(Properties).sort());
    for (const [property, value] of Object.entries(Properties)) {
      if (!different.includes(property)) expect(watched[name][property]).toEqual(value);
    }
  });

  it('when a property changes that only an override sets', () => {
    expect(watched.Production).toMatchObject({ ListenerAttributes: [{ Key: 'by-override', Value: '1' }] });
  });

  it('when there is to be a new revision of the task definition, which waits for it', () => {
    const definition = one('AWS::ECS::TaskDefinition');
    expect(watched.TaskDefinition).toEqual({ Cpu: '256', TaskRoleArn: 'RoleThatNamesTheRule' });
    expect(guard.Properties.TaskDefinition).toBe(definition.id);
    expect(definition.DependsOn).toContain(guard.id);
  });

  it('before the listener, the rule and the service, so it waits for none of them', () => {
    const waitsFor = (id: string, seen = new Set<string>()): Set<string> => {
      for (const [, other] of JSON.stringify(resources[id]).matchAll(/"(?:Ref":|Fn::GetAtt":\[)"(\w+)"/g))
        if (other && !seen.has(other)) waitsFor(other, seen.add(other));
      for (const other of resources[id]?.DependsOn ?? [])
        if (!seen.has(other)) waitsFor(other, seen.add(other));
      return seen;
    };
    const before = waitsFor(guard.id);
    expect([listener.id, rule.id, service.id].filter((id) => before.has(id))).toEqual([]);
    expect([...before]).toEqual(expect.arrayContaining(['Balancer', 'Group']));
    expect(waitsFor(service.id)).toContain(guard.id);
  });

  it('with references that cannot have changed before given as text', () => {
    expect(watched.Service).toMatchObject({
      Role: 'RoleThatNamesTheRule',
      LoadBalancers: [{ AdvancedConfiguration: { RoleArn: 'RoleThatFollowsIt' } }],
    });
    expect(watched.Test).toMatchObject({ ListenerArn: 'Production' });
  });

  it('with the logical ids that it finds the resources by', () => {
    expect(guard.Properties).toMatchObject({
      Blue: blue,
      Green: green,
      Production: listener.id,
      Test: rule.id,
      Service: service.id,
      Mover: 'ecs-shift',
      Application: 'shop-sandbox-storefront',
      DeploymentGroup: 'release',
    });
  });

  it('with the version that is about to be written, and where that is recorded', () => {
    expect(guard.Properties).toMatchObject({
      Image: 'images@sha256:7',
      ReleaseParameter: '/shop/sandbox/storefront/image',
      Architecture: 'arm64',
    });
  });
});

describe('a service without a load balancer', () => {
  const internal = synth(buildInternal).toJSON().Resources as typeof resources;
  const [id = '', own] =
    Object.entries(internal).find(([, { Type }]) => Type === 'Custom::LiveTraffic') ?? [];

  it('waits until it is clear that no release is under way', () => {
    expect(internal.Internal?.DependsOn).toContain(id);
    expect(own?.Properties).toMatchObject({
      Service: 'Internal',
      Mover: 'ecs-rolling',
      Watched: { Service: { DesiredCount: 2 }, TaskDefinition: {} },
    });
  });

  it('has nothing else that could be read', () => {
    expect(Object.keys(own?.Properties ?? {})).not.toContain('Production');
    expect(JSON.stringify(internal)).not.toMatch(/elasticloadbalancing|codedeploy/);
  });
});

describe('the function', () => {
  it('has its permissions before it is called, and its log until it has been called last', () => {
    const own = Object.keys(resources).filter((id) => id.startsWith('GuardReader'));
    expect(own.map((id) => resources[id]?.Type).sort()).toEqual([
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Logs::LogGroup',
    ]);
    expect(guard.DependsOn).toEqual(expect.arrayContaining(own));
  });

  it('may only read about services, those of its stack, before there is one', () => {
    const [role] = Object.keys(resources).filter((id) => /^GuardReaderRole/.test(id));
    const text = JSON.stringify(resources[String(role)]?.Properties);
    expect(text).toContain(':service/*/Test*');
    expect([...text.matchAll(/"ecs:(\w+)"/g)].map(([, action]) => action)).toEqual([
      'DescribeServices',
      'ListServiceDeployments',
      'DescribeTaskDefinition',
    ]);
  });

  it('has five minutes until CloudFormation goes on without its answer, and its function two', () => {
    expect(guard.Properties.ServiceTimeout).toBe('300');
    const functions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(functions.map(({ Properties }) => Properties.Timeout)).toEqual([120]);
  });
});
