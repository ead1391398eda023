import { notesOn, readResources } from './scratch';

const ELB = 'AWS::ElasticLoadBalancingV2';
const listener = (Port: number) => ({
  Type: `${ELB}::Listener`,
  Properties: {
    LoadBalancerArn: { Ref: 'Balancer' },
    Port,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
  },
});
const rule = (of: string, actions: object) => ({
  Type: `${ELB}::ListenerRule`,
  Properties: {
    ListenerArn: { Ref: of },
    Priority: 1,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }],
    Actions: [{ Type: 'forward', ForwardConfig: actions }],
  },
});
const weights = (one: unknown, two: unknown) => ({
  TargetGroups: [
    { TargetGroupArn: { Ref: 'One' }, Weight: one },
    { TargetGroupArn: { Ref: 'Two' }, Weight: two },
  ],
});
const HOOK = {
  HookTargetArn: 'arn:aws:lambda:eu-west-1:1111:function:check',
  LifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'],
  RoleArn: 'arn:aws:iam::1111:role/hook',
};
const service = (configuration: object, more: object = {}) => ({
  Type: 'AWS::ECS::Service',
  Properties: {
    ServiceName: 'web',
    TaskDefinition: { Ref: 'Task' },
    DeploymentController: { Type: 'ECS' },
    DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 200, ...configuration },
    LoadBalancers: [
      {
        ContainerName: 'app',
        ContainerPort: 8080,
        TargetGroupArn: { Ref: 'One' },
        AdvancedConfiguration: {
          AlternateTargetGroupArn: { Ref: 'Two' },
          ProductionListenerRule: { Ref: 'LiveRule' },
          TestListenerRule: { Ref: 'TestRule' },
          RoleArn: 'arn:aws:iam::1111:role/balancer',
        },
      },
    ],
    ...more,
  },
});
const WEB = {
  Balancer: { Type: `${ELB}::LoadBalancer` },
  One: { Type: `${ELB}::TargetGroup` },
  Two: { Type: `${ELB}::TargetGroup` },
  Live: listener(80),
  Test: listener(9000),
  LiveRule: rule('Live', weights(100, 0)),
  TestRule: rule('Test', weights(100, 0)),
  Task: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { Family: 'web', ContainerDefinitions: [{ Name: 'app', Image: 'web:1' }] },
  },
};
const CANARY = {
  Strategy: 'CANARY',
  BakeTimeInMinutes: 5,
  CanaryConfiguration: { CanaryPercent: 10, CanaryBakeTimeInMinutes: 3 },
  LifecycleHooks: [HOOK],
};
const nativeOf = (configuration: object) => {
  const { services } = readResources({ ...WEB, Web: service(configuration) }).model;
  return services[0]?.native;
};

describe('a strategy of the ECS controller', () => {
  test('is read whole, and nothing of it is left unchecked', () => {
    expect(nativeOf(CANARY)).toMatchObject({
      strategy: 'CANARY',
      stepPercent: 10,
      stepBakeSeconds: 180,
      bakeSeconds: 300,
      hooks: [
        {
          functionArn: HOOK.HookTargetArn,
          stages: ['POST_TEST_TRAFFIC_SHIFT'],
          timeoutSeconds: 86_400,
          onTimeout: 'ROLLBACK',
        },
      ],
      productionRuleArn: expect.stringContaining(':listener-rule/') as string,
      testRuleArn: expect.stringContaining(':listener-rule/') as string,
    });
    expect(notesOn({ ...WEB, Web: service(CANARY) })).toEqual([]);
  });

  test.each([
    [
      {
        Strategy: 'LINEAR',
        LinearConfiguration: { StepPercent: 20, StepBakeTimeInMinutes: 2 },
        BakeTimeInMinutes: 0,
      },
      { strategy: 'LINEAR', stepPercent: 20, stepBakeSeconds: 120, bakeSeconds: 0 },
    ],
    [{ Strategy: 'LINEAR' }, { stepPercent: 10, stepBakeSeconds: 360, bakeSeconds: 129_600 }],
    [{ Strategy: 'CANARY' }, { stepPercent: 5, stepBakeSeconds: 600 }],
    [
      { Strategy: 'BLUE_GREEN', BakeTimeInMinutes: 5 },
      { strategy: 'BLUE_GREEN', bakeSeconds: 300 },
    ],
  ])('%j has these numbers', (configuration, expected) => {
    expect(nativeOf(configuration)).toMatchObject(expected);
  });

  test('is none for rolling deployments, said or not', () => {
    expect(nativeOf({})).toBeUndefined();
    expect(nativeOf({ Strategy: 'ROLLING' })).toBeUndefined();
  });

  test.each([
    ['as JSON', { list: 1 }],
    ['as text', '{"list":1}'],
  ])('gives its hooks their details %s', (_form, HookDetails) => {
    const hooks = nativeOf({ ...CANARY, LifecycleHooks: [{ ...HOOK, HookDetails }] })?.hooks;
    expect(hooks).toMatchObject([{ details: { list: 1 } }]);
  });

  test('gives its hooks their time', () => {
    const TimeoutConfiguration = { TimeoutInMinutes: 10, Action: 'CONTINUE' };
    const configuration = { ...CANARY, LifecycleHooks: [{ ...HOOK, TimeoutConfiguration }] };
    expect(nativeOf(configuration)?.hooks).toMatchObject([{ timeoutSeconds: 600, onTimeout: 'CONTINUE' }]);
    expect(notesOn({ ...WEB, Web: service(configuration) })).toEqual([]);
  });

  test('tells about a hook that waits for a person', () => {
    const pause = { TargetType: 'PAUSE', LifecycleStages: ['POST_SCALE_UP'] };
    const configuration = { ...CANARY, LifecycleHooks: [pause] };
    expect(nativeOf(configuration)?.hooks).toEqual([]);
    expect(notesOn({ ...WEB, Web: service(configuration) })).toEqual([
      'S/Web.DeploymentConfiguration.LifecycleHooks: a hook of type PAUSE is left out',
    ]);
  });
});

describe('its load balancer', () => {
  const balancer = (more: object = {}) =>
    readResources({ ...WEB, Web: service(CANARY), ...more }).model.loadBalancers[0];

  test('has both target groups, blue first', () => {
    expect(balancer()?.targetGroups.map(({ label }) => label)).toEqual(['blue', 'green']);
  });

  test('starts on blue where only a deployment can tell the weights', () => {
    const decided = (of: string) => rule(of, weights({ 'Fn::GetAtt': ['Way', 'Blue'] }, 0));
    const more = { LiveRule: decided('Live'), TestRule: decided('Test') };
    const [live, test] = balancer(more)?.listeners ?? [];
    const blue = balancer()?.targetGroups[0]?.arn;
    expect(live?.rules?.[0]?.targets).toEqual([{ targetGroupArn: blue, weight: 1 }]);
    expect(test?.rules?.[0]?.targets).toEqual([{ targetGroupArn: blue, weight: 1 }]);
  });
});
