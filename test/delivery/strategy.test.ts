import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { deliverySchema } from '../../lib/config/delivery-schema';
import { DeliveryStrategy } from '../../lib/delivery/strategy';
import { parseStrategy } from '../../lib/delivery/strategy-text';
import { InternalService } from '../../lib/service/internal-service';
import { moverOf } from '../../lib/service/traffic-mover';
import { bind, strategyOf } from './bind-strategy';

const predefined = bind('canary:10%/5m');
const custom = bind('canary:20%/7m/bake 60m');
const linear = bind('linear:30%/2m/bake 0m');
const rolling = bind('rolling', InternalService);
const publicRolling = bind('rolling/min 50%/max 150%');

const group = (properties: object, { template } = predefined): void =>
  template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', properties);

it.each([
  ['canary:30%/2m/bake 1m', DeliveryStrategy.canary({ controller: 'code-deploy', percent: 30, intervalMinutes: 2, bakeMinutes: 1 })], // prettier-ignore
  ['ecs/linear:30%/2m/bake 1m', DeliveryStrategy.linear({ controller: 'ecs', percent: 30, intervalMinutes: 2, bakeMinutes: 1 })], // prettier-ignore
  ['ecs/blue-green/bake 9m', DeliveryStrategy.blueGreen({ controller: 'ecs', bakeMinutes: 9 })],
  ['all-at-once', DeliveryStrategy.allAtOnce({ controller: 'code-deploy' })],
  ['rolling/min 50%/max 120%', DeliveryStrategy.rolling({ controller: 'ecs', minHealthyPercent: 50, maxPercent: 120 })], // prettier-ignore
])('makes %s of the configuration', (text, { plan, deployment }) => {
  const { plan: expectedPlan, deployment: expected } = strategyOf(text);
  expect({ plan, mover: deployment.mover, options: deployment.options }).toEqual({
    plan: expectedPlan,
    mover: expected.mover,
    options: expected.options,
  });
});

it.each([
  ['canary:10%/5m', 'code-deploy'],
  ['all-at-once', 'code-deploy'],
  ['ecs/all-at-once', 'ecs-shift'],
  ['ecs/linear:10%/1m', 'ecs-shift'],
  ['rolling', 'ecs-rolling'],
])('with %s, traffic is moved by %s, and the task definition knows', (text, mover) => {
  expect(strategyOf(text).deployment.mover).toBe(mover);
  expect(moverOf(deliverySchema.parse(parseStrategy(text)))).toBe(mover);
});

describe('a shift by CodeDeploy', () => {
  it('is blue/green with traffic control, on the ECS platform', () => {
    predefined.template.hasResourceProperties('AWS::CodeDeploy::Application', {
      ApplicationName: 'shop-sandbox-storefront',
      ComputePlatform: 'ECS',
    });
    group({ DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' } });
  });

  it('deploys the service of the stack', () => {
    group({
      ECSServices: [
        {
          ClusterName: { Ref: Match.stringLikeRegexp('^Cluster') },
          ServiceName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Service'), 'Name'] },
        },
      ],
    });
  });

  it('of numbers that CodeDeploy does not have is one of our own, for ECS', () => {
    custom.template.hasResourceProperties('AWS::CodeDeploy::DeploymentConfig', {
      ComputePlatform: 'ECS',
      TrafficRoutingConfig: {
        Type: 'TimeBasedCanary',
        TimeBasedCanary: { CanaryPercentage: 20, CanaryInterval: 7 },
      },
    });
    const [config] = Object.keys(custom.template.findResources('AWS::CodeDeploy::DeploymentConfig'));
    group({ DeploymentConfigName: { Ref: config } }, custom);
    expect(linear.only('AWS::CodeDeploy::DeploymentConfig').TrafficRoutingConfig).toEqual({
      Type: 'TimeBasedLinear',
      TimeBasedLinear: { LinearPercentage: 30, LinearInterval: 2 },
    });
  });

  it.each([
    [predefined, 5],
    [custom, 60],
    [linear, 0],
  ])('keeps the old version for the minutes of the plan', (bound, minutes) => {
    group(
      {
        BlueGreenDeploymentConfiguration: {
          TerminateBlueInstancesOnDeploymentSuccess: {
            Action: 'TERMINATE',
            TerminationWaitTimeInMinutes: minutes,
          },
          DeploymentReadyOption: { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 },
        },
      },
      bound,
    );
  });

  it('moves one pair of target groups behind one production and one test listener', () => {
    const listener = (Port: number) => {
      const found = predefined.template.findResources('AWS::ElasticLoadBalancingV2::Listener', {
        Properties: { Port },
      });
      return [{ Ref: Object.keys(found)[0] }];
    };
    const name = (colour: string) => ({
      Name: { 'Fn::GetAtt': [Match.stringLikeRegexp(`${colour}[0-9A-F]{8}$`), 'TargetGroupName'] },
    });
    group({
      LoadBalancerInfo: {
        TargetGroupPairInfoList: [
          {
            TargetGroups: [name('Blue'), name('Green')],
            ProdTrafficRoute: { ListenerArns: listener(80) },
            TestTrafficRoute: { ListenerArns: listener(9001) },
          },
        ],
      },
    });
  });

  it('goes back when it fails, is stopped, or an alarm of either colour is red', () => {
    const alarms = Object.keys(predefined.template.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms).toHaveLength(6);
    group({
      AlarmConfiguration: { Enabled: true, Alarms: alarms.map((Ref) => ({ Name: { Ref } })) },
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
      },
    });
  });

  it('asks the hook through the test listener, from the private subnets', () => {
    const hook = predefined.stack.resolve(predefined.bound.hookFunctionName) as { Ref: string };
    expect(predefined.template.toJSON()).toHaveProperty(
      ['Resources', hook.Ref, 'Type'],
      'AWS::Lambda::Function',
    );
    predefined.template.hasResourceProperties('AWS::Lambda::Function', {
      Timeout: 180,
      Environment: {
        Variables: {
          TEST_URL: {
            'Fn::Join': ['', ['http://', { 'Fn::GetAtt': [Match.anyValue(), 'DNSName'] }, ':9001']],
          },
          CHECKS: '[{"path":"/ready"}]',
          CLUSTER: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Cluster'), 'Arn'] },
          SERVICE: { Ref: Match.stringLikeRegexp('^Service') },
          TIME_BUDGET_SECONDS: '60',
        },
      },
      VpcConfig: { SubnetIds: [Match.anyValue(), Match.anyValue()] },
    });
  });

  it('gives the hook more time than its checks may take', () => {
    const slowest = 60 + 3 * (5 + 15);
    predefined.template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 180 });
    expect(slowest).toBeLessThan(180 * 0.8);
  });

  it('fails for a service without a load balancer, and says why', () => {
    expect(() => bind('canary:10%/5m', InternalService)).toThrow(
      'shop-sandbox-catalog has no load balancer; CodeDeploy needs one to shift traffic',
    );
  });
});

describe('a rolling update', () => {
  it('rolls back on the alarms of the service', () => {
    const names = ['shop-sandbox-catalog-errors', 'shop-sandbox-catalog-latency'];
    rolling.template.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: {
        Alarms: { Enable: true, Rollback: true, AlarmNames: names },
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
    });
  });

  it('waits for its alarms, because ECS refuses a service whose alarms do not exist', () => {
    const alarms = Object.keys(rolling.template.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms).toHaveLength(2);
    rolling.template.hasResource('AWS::ECS::Service', { DependsOn: Match.arrayWith(alarms) });
  });

  it('asks no hook and needs no CodeDeploy', () => {
    expect(rolling.bound.hookFunctionName).toBeUndefined();
    rolling.template.resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 0);
  });
});

describe('a public rolling update', () => {
  const [service] = Object.values(publicRolling.ofType('AWS::ECS::Service'));

  it('replaces the tasks behind one target group, within the limits of the configuration', () => {
    expect(service?.Properties).toMatchObject({
      DeploymentConfiguration: {
        MinimumHealthyPercent: 50,
        MaximumPercent: 150,
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      },
      LoadBalancers: [{ TargetGroupArn: { Ref: expect.stringMatching(/Blue[0-9A-F]{8}$/) as string } }],
    });
    expect(service?.Properties?.LoadBalancers).toEqual([
      expect.not.objectContaining({ AdvancedConfiguration: expect.anything() as object }),
    ]);
  });

  it('rolls back on the alarms of the only colour that has tasks, and waits for them', () => {
    const alarms = publicRolling.ofType('AWS::CloudWatch::Alarm');
    const names = Object.values(alarms).map(({ Properties }) => Properties?.AlarmName);
    expect(names.sort()).toEqual(
      ['errors', 'latency', 'unhealthy'].map((name) => `shop-sandbox-storefront-blue-${name}`),
    );
    expect(service?.Properties).toMatchObject({
      DeploymentConfiguration: { Alarms: { Enable: true, Rollback: true, AlarmNames: names } },
    });
    expect((service as unknown as { DependsOn: string[] }).DependsOn).toEqual(
      expect.arrayContaining(Object.keys(alarms)),
    );
  });

  it('moves no listener rule and asks no hook', () => {
    publicRolling.template.resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerRule', 0);
    expect(publicRolling.bound.hookFunctionName).toBeUndefined();
    expect(JSON.stringify(publicRolling.ofType('AWS::Lambda::Function'))).not.toContain('"SERVICE"');
    publicRolling.template.resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 0);
  });
});

describe('a strategy that is over before an alarm can go off', () => {
  const warnings = ({ stack }: ReturnType<typeof bind>): number =>
    Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('an alarm may need 4')).length;

  it('is made, with a warning', () => expect(warnings(bind('canary:10%/2m'))).toBe(1));

  it('is the exception', () => expect(warnings(predefined)).toBe(0));
});
