import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { DeliveryStrategy } from '../../lib/delivery/strategy';
import type { BoundDelivery } from '../../lib/delivery/strategy';
import { InternalService } from '../../lib/service/internal-service';
import { WebService } from '../../lib/service/web-service';
import { testRunning } from '../shared/platform';
import { testApp } from '../shared/synth';

interface Bound {
  readonly template: Template;
  readonly bound: BoundDelivery;
  readonly stack: Stack;
}

function bind(strategy: DeliveryStrategy, kind: typeof WebService | typeof InternalService): Bound {
  const stack = new Stack(testApp(), 'Test', { env: { region: 'us-east-1' } });
  const name = kind === WebService ? 'storefront' : 'catalog';
  const props = testRunning(stack, name, strategy.deployment);
  const bound = strategy.bind(stack, {
    name: `shop-sandbox-${name}`,
    running: new kind(stack, 'Service', props),
    task: props.task,
    platform: props.platform,
    checks: [{ path: '/ready' }],
    logRetentionDays: 7,
  });
  return { template: Template.fromStack(stack), bound, stack };
}

const canary = (percent: number, intervalMinutes: number, bakeMinutes: number): DeliveryStrategy =>
  DeliveryStrategy.canary({ percent, intervalMinutes, bakeMinutes });

const predefined = bind(canary(10, 5, 5), WebService);
const custom = bind(canary(20, 7, 60), WebService);
const rolling = bind(DeliveryStrategy.rolling({ minHealthyPercent: 100, maxPercent: 200 }), InternalService);

const group = (properties: object, { template } = predefined): void =>
  template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', properties);

it.each([
  ['canary', { kind: 'canary', percent: 30, intervalMinutes: 2, bakeMinutes: 1 }, canary(30, 2, 1)],
  [
    'rolling',
    { kind: 'rolling', minHealthyPercent: 50, maxPercent: 120 },
    DeliveryStrategy.rolling({ minHealthyPercent: 50, maxPercent: 120 }),
  ],
] as const)('makes a %s of the configuration', (_, delivery, expected) => {
  // prettier-ignore
  const { plan, deployment } = DeliveryStrategy.fromConfig(delivery);
  expect({ plan, deployment }).toEqual({ plan: expected.plan, deployment: expected.deployment });
});

describe('a canary', () => {
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

  it.each([
    [10, 5, 'CodeDeployDefault.ECSCanary10Percent5Minutes'],
    [10, 15, 'CodeDeployDefault.ECSCanary10Percent15Minutes'],
  ])('of %i percent and %i minutes is the one that CodeDeploy has', (percent, minutes, name) => {
    const known = bind(canary(percent, minutes, 0), WebService);
    group({ DeploymentConfigName: name }, known);
    known.template.resourceCountIs('AWS::CodeDeploy::DeploymentConfig', 0);
  });

  it('of other numbers is one of our own, for ECS', () => {
    custom.template.hasResourceProperties('AWS::CodeDeploy::DeploymentConfig', {
      ComputePlatform: 'ECS',
      TrafficRoutingConfig: {
        Type: 'TimeBasedCanary',
        TimeBasedCanary: { CanaryPercentage: 20, CanaryInterval: 7 },
      },
    });
    const [config] = Object.keys(custom.template.findResources('AWS::CodeDeploy::DeploymentConfig'));
    group({ DeploymentConfigName: { Ref: config } }, custom);
  });

  it.each([
    [predefined, 5],
    [custom, 60],
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
          BASE_URL: {
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
    expect(() => bind(canary(10, 5, 5), InternalService)).toThrow(
      'shop-sandbox-catalog has no load balancer; a canary needs one to shift traffic',
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
