import { costOf } from '../../../bench/cost/report';
import type { StackTemplate } from '../../../bench/cost/template';

type Resources = StackTemplate['resources'];

function stack(resources: Resources, name = 'sandbox'): StackTemplate {
  return { stack: name, resources };
}

function bill(resources: Resources): Record<string, number> {
  const { lines } = costOf([stack(resources)]);
  return Object.fromEntries(lines.map(({ what, usdPerMonth }) => [what, Number(usdPerMonth.toFixed(2))]));
}

function quantities(resources: Resources): Record<string, number> {
  return Object.fromEntries(costOf([stack(resources)]).lines.map(({ what, quantity }) => [what, quantity]));
}

const taskDefinition = {
  Type: 'AWS::ECS::TaskDefinition',
  Properties: {
    Family: 'shop-catalog',
    Cpu: '256',
    Memory: '512',
    RuntimePlatform: { CpuArchitecture: 'ARM64' },
  },
};

describe('Fargate tasks', () => {
  it('cost their processors and memory for 730 hours', () => {
    const service = {
      Type: 'AWS::ECS::Service',
      Properties: { TaskDefinition: { Ref: 'Task' }, DesiredCount: 2 },
    };
    expect(bill({ Task: taskDefinition, Service: service })).toEqual({
      'Fargate, Arm: processors': 11.82,
      'Fargate, Arm: memory': 2.6,
    });
  });

  it('are found by the family name that a blue/green service gives', () => {
    const service = { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: 'shop-catalog' } };
    expect(quantities({ Task: taskDefinition, Service: service })).toEqual({
      'Fargate, Arm: processors': 0.25,
      'Fargate, Arm: memory': 0.5,
    });
  });

  it('count as the minimum of autoscaling, whatever the desired count says', () => {
    const resources = {
      Task: taskDefinition,
      Service: {
        Type: 'AWS::ECS::Service',
        Properties: { TaskDefinition: { Ref: 'Task' }, DesiredCount: 4 },
      },
      Scaling: {
        Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
        Properties: {
          MinCapacity: 2,
          ResourceId: { 'Fn::Join': ['/', ['service', { 'Fn::GetAtt': ['Service', 'Name'] }]] },
        },
      },
    };
    expect(quantities(resources)['Fargate, Arm: processors']).toBe(0.5);
  });

  it('cost more on x86', () => {
    const x86 = {
      ...taskDefinition,
      Properties: { ...taskDefinition.Properties, RuntimePlatform: undefined },
    };
    const service = { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Task' } } };
    expect(bill({ Task: x86, Service: service })).toEqual({
      'Fargate, x86: processors': 7.39,
      'Fargate, x86: memory': 1.62,
    });
  });

  it('are listed as not priced when their task definition is not in the stack', () => {
    const service = { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Elsewhere' } } };
    expect(costOf([stack({ Service: service })]).notPriced).toEqual(['sandbox: Fargate tasks']);
  });
});

describe('the NAT instance', () => {
  const subnet = { Type: 'AWS::EC2::Subnet', Properties: { MapPublicIpOnLaunch: true } };
  const instance = (properties: object = {}) => ({
    Type: 'AWS::EC2::Instance',
    Properties: { InstanceType: 't4g.nano', SubnetId: { Ref: 'Subnet' }, ...properties },
  });

  it('pays for itself, its disk and the address of its subnet', () => {
    expect(bill({ Subnet: subnet, Nat: instance() })).toEqual({
      'Instance t4g.nano': 3.07,
      'Public IPv4 address': 3.65,
      Disk: 0.64,
    });
  });

  it('pays for one address when it has a fixed one', () => {
    const address = { Type: 'AWS::EC2::EIP', Properties: { InstanceId: { Ref: 'Nat' } } };
    expect(quantities({ Subnet: subnet, Nat: instance(), Address: address })['Public IPv4 address']).toBe(1);
  });

  it('pays for no address when its network interface refuses one', () => {
    const closed = instance({ NetworkInterfaces: [{ AssociatePublicIpAddress: false }] });
    expect(bill({ Subnet: subnet, Nat: closed })).not.toHaveProperty('Public IPv4 address');
  });

  it('pays for the disk that the template gives it', () => {
    const disks = instance({
      BlockDeviceMappings: [{ Ebs: { VolumeSize: 20 } }, { Ebs: { VolumeSize: 10 } }],
    });
    expect(quantities({ Nat: disks }).Disk).toBe(30);
  });

  it('is listed as not priced when its type is not in the price list', () => {
    const big = instance({ InstanceType: 'c8g.large' });
    expect(costOf([stack({ Nat: big })]).notPriced).toEqual(['sandbox: Instance c8g.large']);
  });
});

describe('the load balancer', () => {
  const balancer = (Scheme: string) => ({
    Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    Properties: { Scheme, Subnets: [{ Ref: 'A' }, { Ref: 'B' }] },
  });

  it('pays for a public address in each zone when it faces the internet', () => {
    expect(bill({ Balancer: balancer('internet-facing') })).toEqual({
      'Application Load Balancer': 16.43,
      'Public IPv4 address': 7.3,
    });
  });

  it('pays for no address when it is internal', () => {
    expect(bill({ Balancer: balancer('internal') })).toEqual({ 'Application Load Balancer': 16.43 });
  });
});

describe('alarms', () => {
  it('cost by the metrics that they read, not by the expressions', () => {
    const Metrics = [
      { Expression: '100 * errors / requests' },
      { MetricStat: { Period: 60 } },
      { MetricStat: { Period: 60 } },
    ];
    expect(quantities({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics } } }).Alarms).toBe(2);
  });

  it('cost two metrics more for the band that CloudWatch expects', () => {
    const Metrics = [
      { Expression: 'ANOMALY_DETECTION_BAND(m0, 4)' },
      { Expression: 'FILL(requests, 0)' },
      { MetricStat: { Period: 300 } },
    ];
    expect(quantities({ Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics } } }).Alarms).toBe(3);
  });

  it('cost half a dollar when they watch other alarms, however many', () => {
    const AlarmRule = 'ALARM("a") OR ALARM("b")';
    const composite = { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule } };
    expect(bill({ One: composite, Two: composite })).toEqual({ 'Alarms on other alarms': 1 });
  });

  it('tell people through a topic whose own key costs a dollar', () => {
    expect(bill({ Key: { Type: 'AWS::KMS::Key', Properties: {} } })).toEqual({ Key: 1 });
  });

  it('cost one metric when they name it directly', () => {
    const alarm = { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'HealthyHostCount' } };
    expect(quantities({ Alarm: alarm }).Alarms).toBe(1);
  });

  const policy = (PolicyType: string, Metrics?: readonly object[]) => ({
    Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    Properties: {
      PolicyType,
      TargetTrackingScalingPolicyConfiguration: { CustomizedMetricSpecification: { Metrics } },
    },
  });

  it('include the two that autoscaling makes for each target', () => {
    const resources = { Target: policy('TargetTrackingScaling'), Step: policy('StepScaling') };
    expect(quantities(resources)).toEqual({ 'Alarms of autoscaling': 2 });
  });

  it('cost every metric of a target that adds up several', () => {
    const Metrics = [{ MetricStat: {} }, { MetricStat: {} }, { Expression: 'blue + green' }];
    expect(quantities({ Target: policy('TargetTrackingScaling', Metrics) })).toEqual({
      'Alarms of autoscaling': 4,
    });
  });
});

describe('Container Insights', () => {
  const cluster = (Value: string) => ({
    Type: 'AWS::ECS::Cluster',
    Properties: { ClusterSettings: [{ Name: 'containerInsights', Value }] },
  });
  const services = stack(
    {
      Task: taskDefinition,
      Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Task' } } },
    },
    'sandbox-catalog',
  );
  const insights = (value: string) =>
    costOf([stack({ Cluster: cluster(value) }), services])
      .lines.filter(({ what }) => what === 'Container Insights metrics')
      .map(({ stack: name, quantity }) => [name, quantity]);

  it('costs metrics for the cluster and for each service in other stacks', () => {
    expect(insights('enabled')).toEqual([
      ['sandbox', 8],
      ['sandbox-catalog', 17],
    ]);
  });

  it('costs nothing when it is off', () => {
    expect(insights('disabled')).toEqual([]);
  });

  it('is listed as not priced in its enhanced mode', () => {
    const { notPriced } = costOf([stack({ Cluster: cluster('enhanced') })]);
    expect(notPriced).toEqual(['sandbox: Container Insights metrics, enhanced']);
  });
});

const endpoint = (properties: Readonly<Record<string, unknown>>) => ({
  Type: 'AWS::EC2::VPCEndpoint',
  Properties: properties,
});

it('prices NAT gateways and private zones, and gateway endpoints are free', () => {
  expect(
    bill({
      Nat: { Type: 'AWS::EC2::NatGateway' },
      Names: { Type: 'AWS::ServiceDiscovery::PrivateDnsNamespace' },
      Bucket: endpoint({ VpcEndpointType: 'Gateway' }),
      Default: endpoint({}),
    }),
  ).toEqual({
    'NAT gateway': 32.85,
    'Private DNS zone': 0.5,
  });
});

it('lists an endpoint that costs by the hour as not priced', () => {
  const { notPriced } = costOf([stack({ Api: endpoint({ VpcEndpointType: 'Interface' }) })]);
  expect(notPriced).toEqual(['sandbox: Endpoint that is no gateway']);
});

it('adds an estimate of the logs where flow logs are on', () => {
  expect(bill({ Logs: { Type: 'AWS::EC2::FlowLog' } })).toEqual({ 'Logs, estimated': 0.25 });
});

it('adds up equal lines of one stack and keeps stacks apart, the dearest line first', () => {
  const address = { Type: 'AWS::EC2::EIP' };
  const report = costOf([
    stack({ A: address, B: address, Names: { Type: 'AWS::ServiceDiscovery::PrivateDnsNamespace' } }, 'one'),
    stack({ C: address }, 'two'),
  ]);
  expect(report.lines.map(({ stack: name, what, quantity }) => [name, what, quantity])).toEqual([
    ['one', 'Public IPv4 address', 2],
    ['one', 'Private DNS zone', 1],
    ['two', 'Public IPv4 address', 1],
  ]);
  expect(report.usdPerMonth).toBeCloseTo(3 * 3.65 + 0.5);
});

it('names what only use brings, once for each price', () => {
  const report = costOf([
    stack({ A: { Type: 'AWS::Lambda::Function' }, B: { Type: 'AWS::Lambda::Function' } }),
    stack({ P: { Type: 'AWS::CodePipeline::Pipeline' } }, 'pipeline'),
  ]);
  expect(report.byUse).toEqual(['functionRequests', 'functionTime', 'pipelineMinute']);
  expect(report.usdPerMonth).toBe(0);
});

describe('what AWS gives every account each month', () => {
  const alarms = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [index, { Type: 'AWS::CloudWatch::Alarm' }]),
    );

  it('is taken off once, over all stacks', () => {
    const report = costOf([stack(alarms(8), 'one'), stack(alarms(6), 'two')]);
    expect(report.allowances.map(({ quantity, usdPerMonth }) => [quantity, usdPerMonth])).toEqual([
      [-10, -1],
    ]);
    expect(report.listUsdPerMonth).toBeCloseTo(1.4);
    expect(report.usdPerMonth).toBeCloseTo(0.4);
  });

  it('is never more than what is used', () => {
    const report = costOf([stack(alarms(3))]);
    expect(report.usdPerMonth).toBeCloseTo(0);
  });

  it('leaves what has no allowance as it is', () => {
    const report = costOf([stack({ Names: { Type: 'AWS::ServiceDiscovery::PrivateDnsNamespace' } })]);
    expect(report.allowances).toEqual([]);
    expect(report.usdPerMonth).toBe(report.listUsdPerMonth);
  });
});

describe('build machines', () => {
  const machine = (ComputeType: string, Type: string) => ({
    Build: { Type: 'AWS::CodeBuild::Project', Properties: { Environment: { ComputeType, Type } } },
  });

  it('are priced by their processor', () => {
    const small = 'BUILD_GENERAL1_SMALL';
    expect(costOf([stack(machine(small, 'ARM_CONTAINER'))]).byUse).toEqual(['buildMinuteArm']);
    expect(costOf([stack(machine(small, 'LINUX_CONTAINER'))]).byUse).toEqual(['buildMinuteX86']);
  });

  it('are listed as not priced when they are larger', () => {
    const { notPriced } = costOf([stack(machine('BUILD_GENERAL1_LARGE', 'ARM_CONTAINER'))]);
    expect(notPriced).toEqual(['sandbox: AWS::CodeBuild::Project Build']);
  });
});

it('lists every resource type that it does not know', () => {
  const resources = {
    Role: { Type: 'AWS::IAM::Role' },
    Handler: { Type: 'Custom::LiveTargetGroup' },
    Table: { Type: 'AWS::DynamoDB::Table' },
  };
  expect(costOf([stack(resources)]).notPriced).toEqual(['sandbox: AWS::DynamoDB::Table Table']);
});

describe('dashboards', () => {
  const dashboard = (metrics: number) => ({
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardBody: {
        'Fn::Join': [
          '',
          [
            '{"widgets":[{"type":"text","properties":{"markdown":"# Shop"}},{"type":"metric","properties":{"metrics":[',
            Array<string>(metrics).fill('["AWS/ECS","CPUUtilization",{}],').join(''),
            '["AWS/ECS","CPUUtilization","ServiceName","',
            { Ref: 'Service' },
            '",{}],[{"expression":"m1 / m2"}]]}}]}',
          ],
        ],
      },
    },
  });
  const report = (...metrics: number[]) =>
    costOf([stack(Object.fromEntries(metrics.map((count, index) => [`D${index}`, dashboard(count)])))]);

  it('are free up to the third', () => {
    expect(report(1, 1, 1).usdPerMonth).toBe(0);
    expect(report(1, 1, 1, 1).usdPerMonth).toBe(3);
  });

  it('are not free with more than 50 metrics, where an expression is none', () => {
    expect(report(49).usdPerMonth).toBe(0);
    expect(report(50).usdPerMonth).toBe(3);
  });

  it('cost something more by what their queries read', () => {
    expect(report(1).byUse).toEqual(['logQueries']);
  });
});

describe('traces', () => {
  const type = (Type: string) => ({ Type, Properties: {} });

  it('cost nothing while nobody comes, and something for each trace then', () => {
    const report = costOf([
      stack({ Rule: type('AWS::XRay::SamplingRule'), Group: type('AWS::XRay::Group') }),
    ]);
    expect(report).toMatchObject({ usdPerMonth: 0, byUse: ['traces', 'watchedTraces'], notPriced: [] });
  });

  it('cost by the gigabyte where every span can be searched', () => {
    const search = {
      Search: type('AWS::XRay::TransactionSearchConfig'),
      Policy: type('AWS::Logs::ResourcePolicy'),
    };
    expect(costOf([stack(search)])).toMatchObject({ usdPerMonth: 0, byUse: ['spans'], notPriced: [] });
  });

  it('have objectives that cost by the minute, users or not', () => {
    const objective = type('AWS::ApplicationSignals::ServiceLevelObjective');
    const resources = { One: objective, Two: objective, Role: type('AWS::ApplicationSignals::Discovery') };
    expect(bill(resources)).toEqual({ 'Signals of objectives': 0.26 });
    expect(costOf([stack(resources)]).notPriced).toEqual([]);
  });
});

it('charges the DORA metrics of each place for the one hour of the day in which they are written', () => {
  const Measure = {
    Type: 'AWS::Lambda::Function',
    Properties: { Environment: { Variables: { PLACES: 'catalog/sandbox,storefront/sandbox' } } },
  };
  expect(quantities({ Measure })).toEqual({ 'Delivery metrics, an hour a day': 0.42 });
});
