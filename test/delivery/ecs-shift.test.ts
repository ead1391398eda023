import { Match } from 'aws-cdk-lib/assertions';
import { InternalService } from '../../lib/service/internal-service';
import { WebService } from '../../lib/service/web-service';
import { rolesOf } from '../shared/iam';
import type { Bound } from './bind-strategy';
import { bind, dataOf, strategyOf } from './bind-strategy';

const canary = bind('ecs/canary:10%/5m');
const linear = bind('ecs/linear:25%/3m/bake 4m');
const blueGreen = bind('ecs/blue-green/bake 30m');
const all = [canary, linear, blueGreen];

const SERVICE = 'AWS::ECS::Service';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';

/** Logical id of the one resource of `type` whose id has `part` in it. */
function idOf({ ofType }: Bound, type: string, part: RegExp): string {
  const [id, ...more] = Object.keys(ofType(type)).filter((candidate) => part.test(candidate));
  if (id === undefined || more.length > 0) throw new Error(`not exactly one ${type} like ${String(part)}`);
  return id;
}

it.each([
  ['a canary', canary, { Strategy: 'CANARY', BakeTimeInMinutes: 5, CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 5 } }], // prettier-ignore
  ['a linear shift', linear, { Strategy: 'LINEAR', BakeTimeInMinutes: 4, LinearConfiguration: { StepPercent: 25, StepBakeTimeInMinutes: 3 } }], // prettier-ignore
  ['blue/green', blueGreen, { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 30 }],
])('%s has its numbers and no others', (_, { only }, expected) => {
  const { DeploymentController, DeploymentConfiguration } = only(SERVICE);
  const keys = ['Strategy', 'BakeTimeInMinutes', 'CanaryConfiguration', 'LinearConfiguration'];
  const found = Object.entries(DeploymentConfiguration as object).filter(([key]) => keys.includes(key));
  expect(DeploymentController).toBeUndefined();
  expect(Object.fromEntries(found)).toEqual(expected);
});

it('all at once is blue/green without a wait', () => {
  const { bakeTime, ...options } = strategyOf('ecs/all-at-once').deployment.options;
  const { bakeTime: kept, ...expected } = strategyOf('ecs/blue-green/bake 30m').deployment.options;
  expect(options).toEqual(expected);
  expect([bakeTime?.toMinutes(), kept?.toMinutes()]).toEqual([0, 30]);
});

it('shifts nothing that CodeDeploy knows of', () => {
  for (const { template } of all) {
    template.resourceCountIs('AWS::CodeDeploy::Application', 0);
    template.resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 0);
  }
});

it('registers the tasks with blue, has green as the other side, and moves the two rules', () => {
  const role = idOf(canary, 'AWS::IAM::Role', /TrafficRole/);
  expect(canary.only(SERVICE).LoadBalancers).toEqual([
    {
      ContainerName: 'app',
      ContainerPort: 8080,
      TargetGroupArn: { Ref: idOf(canary, 'AWS::ElasticLoadBalancingV2::TargetGroup', /Blue/) },
      AdvancedConfiguration: {
        AlternateTargetGroupArn: { Ref: idOf(canary, 'AWS::ElasticLoadBalancingV2::TargetGroup', /Green/) },
        ProductionListenerRule: { Ref: idOf(canary, RULE, /ProductionRule/) },
        TestListenerRule: { Ref: idOf(canary, RULE, /TestRule/) },
        RoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
      },
    },
  ]);
});

it.each([
  ['Production', 80],
  ['Test', 9001],
])('the %s rule takes every request of port %i first, and leads to both colours', (rule, Port) => {
  const listeners = canary.template.findResources('AWS::ElasticLoadBalancingV2::Listener', {
    Properties: { Port },
  });
  const target = (colour: 'Blue' | 'Green') => ({
    TargetGroupArn: { Ref: idOf(canary, 'AWS::ElasticLoadBalancingV2::TargetGroup', new RegExp(colour)) },
    Weight: { 'Fn::GetAtt': [expect.stringContaining('LiveTraffic'), `${rule}${colour}Weight`] as unknown },
  });
  expect(canary.ofType(RULE)[idOf(canary, RULE, new RegExp(`${rule}Rule`))]?.Properties).toEqual({
    ListenerArn: { Ref: Object.keys(listeners)[0] },
    Priority: 1,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }],
    Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [target('Blue'), target('Green')] } }],
  });
});

it('goes back when tasks do not start or an alarm of either colour is red, and waits for these alarms', () => {
  const alarms = canary.ofType('AWS::CloudWatch::Alarm');
  const names = Object.values(alarms).map(({ Properties }) => Properties?.AlarmName as string);
  expect(names).toHaveLength(6);
  canary.template.hasResource(SERVICE, {
    DependsOn: Match.arrayWith(Object.keys(alarms).sort()),
    Properties: {
      DeploymentConfiguration: {
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        Alarms: { Enable: true, Rollback: true, AlarmNames: Match.arrayWith(names.sort()) },
      },
    },
  });
});

describe('the hook', () => {
  it('is called once, when the new version has all test traffic, and ends a deployment that it cannot judge', () => {
    const role = idOf(canary, 'AWS::IAM::Role', /InvokeRole/);
    const hook = idOf(canary, 'AWS::Lambda::Function', /VerifyFunction/);
    expect(canary.only(SERVICE).DeploymentConfiguration).toMatchObject({
      LifecycleHooks: [
        {
          HookTargetArn: { 'Fn::GetAtt': [hook, 'Arn'] },
          RoleArn: { 'Fn::GetAtt': [role, 'Arn'] },
          LifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
          TimeoutConfiguration: { TimeoutInMinutes: 15, Action: 'ROLLBACK' },
        },
      ],
    });
    expect(3 * 3 + 2 * 0.5).toBeLessThan(15);
  });

  it('asks through the test listener, from the private subnets', () => {
    canary.template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 180,
      Environment: {
        Variables: {
          TEST_URL: {
            'Fn::Join': ['', ['http://', { 'Fn::GetAtt': [Match.anyValue(), 'DNSName'] }, ':9001']],
          },
          CHECKS: '[{"path":"/ready"}]',
          SERVICE: Match.absent(),
        },
      },
      VpcConfig: { SubnetIds: [Match.anyValue(), Match.anyValue()] },
    });
  });

  it('is not named to the pipeline, because ECS itself calls it', () => {
    for (const { bound } of all) expect(bound.hookFunctionName).toBeUndefined();
  });
});

describe('the roles', () => {
  const roles = rolesOf(new Map([['Test', dataOf(canary)]]));
  const grantsOf = (part: RegExp): readonly string[] =>
    roles
      .filter(({ key }) => part.test(key))
      .flatMap(({ grants, assumedBy, managed }) => [
        ...assumedBy.map((who) => `by ${who}`),
        ...managed.map((name) => `managed ${name}`),
        ...grants.map((grant) => grant.replaceAll(/arn:aws:\w+:us-east-1:\$\{AWS::AccountId\}:/g, '')),
      ]);

  it('let ECS change the two rules, the two listeners and the two target groups of this service', () => {
    const elb = 'elasticloadbalancing';
    expect(grantsOf(/TrafficRole$/)).toEqual([
      'by ecs.amazonaws.com',
      `${elb}:DeregisterTargets on \${ServiceEntryBlue}`,
      `${elb}:DeregisterTargets on \${ServiceEntryGreen}`,
      `${elb}:DescribeListeners on *`,
      `${elb}:DescribeRules on *`,
      `${elb}:DescribeTargetGroups on *`,
      `${elb}:DescribeTargetHealth on *`,
      `${elb}:ModifyListener on \${ServiceEntryLoadBalancerProduction}`,
      `${elb}:ModifyListener on \${ServiceEntryLoadBalancerTest}`,
      `${elb}:ModifyRule on \${ServiceEntryProductionRule}`,
      `${elb}:ModifyRule on \${ServiceEntryTestRule}`,
      `${elb}:RegisterTargets on \${ServiceEntryBlue}`,
      `${elb}:RegisterTargets on \${ServiceEntryGreen}`,
    ]);
  });

  it('let ECS call this hook and nothing else', () => {
    expect(grantsOf(/InvokeRole$/)).toEqual([
      'by ecs.amazonaws.com',
      'lambda:InvokeFunction on ${VerificationVerifyFunction.Arn}',
    ]);
  });

  it('let the hook read revisions and task definitions, and answer nobody but the pipeline', () => {
    const calls = grantsOf(/VerifyRole$/).filter((grant) => !/^(?:DENY |ec2:|logs:|by )/.test(grant));
    expect(calls).toEqual([
      'codepipeline:PutJobFailureResult on *',
      'codepipeline:PutJobSuccessResult on *',
      'ecs:DescribeServiceRevisions on service-revision/*',
      'ecs:DescribeTaskDefinition on *',
      'ssm:PutParameter on parameter/shop/sandbox/storefront/image',
    ]);
  });

  it('are made complete, so that ECS can use them when it makes the service', () => {
    const policies = Object.values(canary.ofType('AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties?.Roles as { Ref: string }[],
    );
    expect(policies.filter(({ Ref }) => /TrafficRole|InvokeRole/.test(Ref))).toEqual([]);
  });
});

it('fails for a service without a load balancer, and says why', () => {
  expect(() => bind('ecs/canary:10%/5m', InternalService)).toThrow(
    'shop-sandbox-catalog has no load balancer; ECS needs one to shift traffic',
  );
  expect(() => bind('ecs/blue-green', WebService, InternalService)).toThrow('no load balancer');
});
