import type { AssemblyModel } from '../../../rehearsal/model';
import { notesOn, readResources } from './scratch';

const ELB = 'AWS::ElasticLoadBalancingV2';
const targetGroup = (more: object = {}) => ({ Type: `${ELB}::TargetGroup`, Properties: more });
const listener = (target: unknown, more: object = {}) => ({
  Type: `${ELB}::Listener`,
  Properties: {
    LoadBalancerArn: { Ref: 'Balancer' },
    Port: 80,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'forward', TargetGroupArn: target }],
    ...more,
  },
});
const pair = (more: object = {}) => ({
  Type: 'AWS::CodeDeploy::DeploymentGroup',
  Properties: {
    ApplicationName: 'app',
    ECSServices: [{ ClusterName: 'default', ServiceName: 'web' }],
    LoadBalancerInfo: {
      TargetGroupPairInfoList: [
        {
          TargetGroups: ['One', 'Two'].map((id) => ({ Name: { 'Fn::GetAtt': [id, 'TargetGroupName'] } })),
          ProdTrafficRoute: { ListenerArns: [{ Ref: 'Live' }] },
          TestTrafficRoute: { ListenerArns: [{ Ref: 'Test' }] },
        },
      ],
    },
    ...more,
  },
});
const WEB = {
  Balancer: { Type: `${ELB}::LoadBalancer` },
  One: targetGroup(),
  Two: targetGroup(),
  Live: listener({ Ref: 'One' }),
  Test: listener({ Ref: 'Two' }, { Port: 9000 }),
  Task: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { Family: 'web', ContainerDefinitions: [{ Name: 'app', Image: 'web:1' }] },
  },
  Web: {
    Type: 'AWS::ECS::Service',
    Properties: {
      ServiceName: 'web',
      TaskDefinition: { Ref: 'Task' },
      DeploymentController: { Type: 'CODE_DEPLOY' },
    },
  },
  Group: pair(),
};
const modelOf = (more: object = {}): AssemblyModel => readResources({ ...WEB, ...more }).model;
const without = (...ids: string[]) =>
  Object.fromEntries(Object.entries(WEB).filter(([id]) => !ids.includes(id)));
const routingOf = (more: object) => modelOf(more).services[0]?.codeDeploy?.routing;

describe('colours', () => {
  const labels = (more: object) => modelOf(more).loadBalancers[0]?.targetGroups.map(({ label }) => label);

  test('come from the order in the pair when no name tells', () => {
    expect(labels({})).toEqual(['blue', 'green']);
  });

  test('come from names first', () => {
    expect(
      labels({ One: targetGroup({ Name: 'web-GREEN' }), Two: targetGroup({ Name: 'web-blue' }) }),
    ).toEqual(['green', 'blue']);
  });

  test('are not guessed from a name with both', () => {
    expect(labels({ One: targetGroup({ Name: 'bluegreen-1' }) })).toEqual(['blue', 'green']);
  });

  test('outside a pair the logical id is the label', () => {
    const plain = without('Group', 'Test');

    expect(readResources(plain).model.loadBalancers[0]?.targetGroups.map(({ label }) => label)).toEqual([
      'One',
    ]);
  });
});

describe('listeners', () => {
  const listeners = (more: object) => modelOf(more).loadBalancers[0]?.listeners;
  const arnOf = (colour: string) =>
    modelOf().loadBalancers[0]?.targetGroups.find(({ label }) => label === colour)?.arn;

  test('whose target is decided at deployment start with production on blue and tests on green', () => {
    const decided = { 'Fn::GetAtt': ['LiveColour', 'TargetGroupArn'] };
    const found = listeners({ Live: listener(decided), Test: listener(decided, { Port: 9000 }) });

    expect(found).toMatchObject([{ targetGroupArn: arnOf('blue') }, { targetGroupArn: arnOf('green') }]);
  });

  test('with weights send traffic to the greatest one', () => {
    const weighted = (...weights: number[]) =>
      listener(undefined, {
        DefaultActions: [
          {
            Type: 'forward',
            ForwardConfig: {
              TargetGroups: ['One', 'Two'].map((id, index) => ({
                TargetGroupArn: { Ref: id },
                Weight: weights[index],
              })),
            },
          },
        ],
      });

    expect(listeners({ Live: weighted(0, 100) })?.[0]?.targetGroupArn).toBe(arnOf('green'));
    expect(notesOn({ ...WEB, Live: weighted(0, 100) })).toEqual([]);
    expect(notesOn({ ...WEB, Live: weighted(60, 40) })).toEqual([
      'S/Live.DefaultActions: only the target group with the greatest weight gets traffic',
    ]);
  });

  test('that redirect have no target', () => {
    const plain = without('Group');
    const redirect = listener(undefined, { DefaultActions: [{ Type: 'redirect' }] });
    const [first] = readResources({ ...plain, Live: redirect }).model.loadBalancers[0]?.listeners ?? [];

    expect(first).not.toHaveProperty('targetGroupArn');
  });

  test('that answer by themselves say with what', () => {
    const fixed = listener(undefined, {
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    });

    expect(listeners({ Live: fixed })?.[0]).toMatchObject({ fixedStatus: 404 });
  });
});

describe('listener rules', () => {
  const forwardTo = (...weights: [string, unknown][]) => [
    {
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: weights.map(([id, Weight]) => ({ TargetGroupArn: { Ref: id }, Weight })),
      },
    },
  ];
  const rule = (Priority: number, Conditions: object[], Actions: object[]) => ({
    Type: `${ELB}::ListenerRule`,
    Properties: { ListenerArn: { Ref: 'Live' }, Priority, Conditions, Actions },
  });
  const path = (value: string) => ({ Field: 'path-pattern', PathPatternConfig: { Values: [value] } });
  const rulesOf = (more: object) => modelOf(more).loadBalancers[0]?.listeners[0]?.rules;
  const groupOf = (label: string) =>
    modelOf().loadBalancers[0]?.targetGroups.find((group) => group.label === label)?.arn;

  test('are read in the order of their priority, with weights', () => {
    const rules = rulesOf({
      Late: rule(20, [path('/*')], forwardTo(['One', 100], ['Two', 0])),
      Early: rule(
        3,
        [path('/admin'), { Field: 'http-request-method', Values: ['POST'] }],
        forwardTo(['Two', 1]),
      ),
    });

    expect(rules).toMatchObject([
      {
        conditions: [
          { field: 'path-pattern', values: ['/admin'] },
          { field: 'http-request-method', values: ['POST'] },
        ],
        targets: [{ targetGroupArn: groupOf('green'), weight: 1 }],
      },
      {
        targets: [
          { targetGroupArn: groupOf('blue'), weight: 100 },
          { targetGroupArn: groupOf('green'), weight: 0 },
        ],
      },
    ]);
  });

  test('on a header name it', () => {
    const header = {
      Field: 'http-header',
      HttpHeaderConfig: { HttpHeaderName: 'X-Test', Values: ['yes'] },
    };

    expect(rulesOf({ Only: rule(1, [header], forwardTo(['Two', 1])) })?.[0]?.conditions).toEqual([
      { field: 'http-header', header: 'X-Test', values: ['yes'] },
    ]);
  });

  test.each([
    [
      'another condition',
      rule(1, [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }], forwardTo(['Two', 1])),
      'S/Odd.Conditions: a condition on source-ip is not acted out',
    ],
    [
      'a redirect',
      rule(1, [path('/old')], [{ Type: 'redirect' }]),
      'S/Odd.Actions: a rule that does not forward is not acted out',
    ],
  ])('with %s are told and left out', (_what, odd, line) => {
    expect(rulesOf({ Odd: odd })).toBeUndefined();
    expect(notesOn({ ...WEB, Odd: odd })).toEqual([line]);
  });
});

describe('target groups', () => {
  const attributes = (record: Record<string, string>) => ({
    TargetGroupAttributes: Object.entries(record).map(([Key, Value]) => ({ Key, Value })),
  });

  test('have the defaults of Elastic Load Balancing', () => {
    expect(modelOf().loadBalancers[0]?.targetGroups[0]).toMatchObject({
      deregistrationDelaySeconds: 300,
      healthCheck: {
        path: '/',
        intervalSeconds: 30,
        timeoutSeconds: 5,
        healthyThreshold: 5,
        unhealthyThreshold: 2,
        matcher: '200',
      },
    });
  });

  test('tell about stickiness and slow start only when they are on', () => {
    const off = { 'stickiness.enabled': 'false', 'slow_start.duration_seconds': '0' };
    const on = { 'stickiness.enabled': 'true', 'slow_start.duration_seconds': '30' };

    expect(notesOn({ ...WEB, One: targetGroup(attributes(off)) })).toEqual([]);
    expect(notesOn({ ...WEB, One: targetGroup(attributes(on)) })).toEqual([
      'S/One.TargetGroupAttributes.slow_start.duration_seconds: 30 is not acted out',
      'S/One.TargetGroupAttributes.stickiness.enabled: true is not acted out',
    ]);
  });
});

describe('traffic routing', () => {
  const predefined = (name: string) => routingOf({ Group: pair({ DeploymentConfigName: name }) });

  test.each([
    ['CodeDeployDefault.ECSAllAtOnce', { kind: 'all-at-once' }],
    ['CodeDeployDefault.ECSCanary10Percent15Minutes', { kind: 'canary', percent: 10, intervalSeconds: 900 }],
    [
      'CodeDeployDefault.ECSLinear10PercentEvery3Minutes',
      { kind: 'linear', percent: 10, intervalSeconds: 180 },
    ],
    [
      'arn:aws:codedeploy:eu-west-1:1111:deploymentconfig:CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
      { kind: 'linear', percent: 10, intervalSeconds: 60 },
    ],
  ])('%s has its numbers in its name', (name, routing) => {
    expect(predefined(name)).toEqual(routing);
  });

  test.each([
    [
      { Type: 'TimeBasedCanary', TimeBasedCanary: { CanaryPercentage: 5, CanaryInterval: 7 } },
      { kind: 'canary', percent: 5, intervalSeconds: 420 },
    ],
    [
      { Type: 'TimeBasedLinear', TimeBasedLinear: { LinearPercentage: 20, LinearInterval: 2 } },
      { kind: 'linear', percent: 20, intervalSeconds: 120 },
    ],
    [{ Type: 'AllAtOnce' }, { kind: 'all-at-once' }],
  ])('an own configuration %j is read', (TrafficRoutingConfig, routing) => {
    const Plan = {
      Type: 'AWS::CodeDeploy::DeploymentConfig',
      Properties: { ComputePlatform: 'ECS', TrafficRoutingConfig },
    };

    expect(routingOf({ Plan, Group: pair({ DeploymentConfigName: { Ref: 'Plan' } }) })).toEqual(routing);
  });

  test('a configuration from outside is told', () => {
    expect(notesOn({ ...WEB, Group: pair({ DeploymentConfigName: 'TeamPlan' }) })).toEqual([
      'S/Group.DeploymentConfigName: TeamPlan is not known, so traffic shifts all at once',
    ]);
  });
});

describe('deployment groups', () => {
  test('a switched-off alarm list or rollback counts for nothing', () => {
    const group = pair({
      AlarmConfiguration: { Enabled: false, Alarms: [{ Name: 'a' }] },
      AutoRollbackConfiguration: { Enabled: false, Events: ['DEPLOYMENT_FAILURE'] },
    });

    expect(modelOf({ Group: group }).services[0]?.codeDeploy).toMatchObject({
      alarmNames: [],
      rollbackEvents: [],
      terminationWaitSeconds: 0,
    });
  });

  test('a wait for a person is told', () => {
    const group = pair({
      BlueGreenDeploymentConfiguration: { DeploymentReadyOption: { ActionOnTimeout: 'STOP_DEPLOYMENT' } },
    });

    expect(notesOn({ ...WEB, Group: group })).toEqual([
      expect.stringContaining('the wait for a person before traffic shifts is left out'),
    ]);
  });

  test('a CodeDeploy service without a group is told', () => {
    const plain = without('Group');

    expect(notesOn(plain)).toEqual([
      'S/Web.DeploymentController: no deployment group in the assembly releases this service',
    ]);
  });
});

describe('weights that are read when a stack is deployed', () => {
  const weight = (name: string) => ({ 'Fn::GetAtt': ['Guard', name] });
  const guarded = (production: boolean) =>
    ['One', 'Two'].map((id, index) => ({
      TargetGroupArn: { Ref: id },
      Weight: weight(`${production ? 'Production' : 'Test'}${index === 0 ? 'Blue' : 'Green'}Weight`),
    }));
  const action = (production: boolean) => ({
    DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: guarded(production) } }],
  });
  const resources = (Mover: string) => ({
    ...without('Group', 'Web'),
    Guard: { Type: 'Custom::LiveTraffic', Properties: { Mover } },
    Live: listener('', action(true)),
    Test: listener('', { Port: 9000, ...action(false) }),
  });

  it.each([
    ['code-deploy', ['One', 'Two']],
    ['ecs-rolling', ['One', 'One']],
  ])('are those before the first release when the mover is %s', (mover, groups) => {
    const [balancer] = readResources(resources(mover)).model.loadBalancers;
    const targets = balancer?.listeners.map(({ targetGroupArn = '' }) => /S-(\w+)/.exec(targetGroupArn)?.[1]);
    expect(targets).toEqual(groups);
    expect(notesOn(resources(mover))).toEqual([]);
  });
});
