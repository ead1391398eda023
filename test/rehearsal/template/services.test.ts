import type { ServiceModel } from '../../../rehearsal/model';
import { notesOn, readResources } from './scratch';

const TASK = {
  Type: 'AWS::ECS::TaskDefinition',
  Properties: { Family: 'web', ContainerDefinitions: [{ Name: 'app', Image: 'web:1' }] },
};
const service = (more: object = {}, others: object = {}) => ({
  Task: TASK,
  Web: {
    Type: 'AWS::ECS::Service',
    Properties: { ServiceName: 'web', TaskDefinition: { Ref: 'Task' }, ...more },
  },
  ...others,
});
const read = (more: object = {}, others: object = {}): ServiceModel => {
  const [first] = readResources(service(more, others)).model.services;
  if (first === undefined) throw new Error('no service was read');
  return first;
};

describe('a service that says nothing', () => {
  test('has the defaults of ECS', () => {
    expect(read()).toMatchObject({
      name: 'web',
      arn: 'arn:aws:ecs:eu-west-1:1111:service/default/web',
      stack: 'S',
      cluster: 'default',
      controller: 'ECS',
      desiredCount: 1,
      targetGroupArns: [],
      healthCheckGraceSeconds: 0,
      minimumHealthyPercent: 100,
      maximumPercent: 200,
    });
  });

  test.each(['circuitBreaker', 'deploymentAlarms', 'discovery', 'codeDeploy'])('has no %s', (property) => {
    expect(read()).not.toHaveProperty(property);
  });
});

describe('the task definition', () => {
  test.each([
    ['its ARN', { Ref: 'Task' }],
    ['its family', 'web'],
    ['its family and revision', 'web:1'],
  ])('is found by %s', (_name, TaskDefinition) => {
    expect(read({ TaskDefinition }).task.arn).toBe('arn:aws:ecs:eu-west-1:1111:task-definition/web:1');
  });

  test('is found in another stack', () => {
    const exported = { 'Fn::GetStackOutput': { StackName: 'S', OutputName: 'Nowhere' } };

    expect(notesOn(service({ TaskDefinition: exported }))).toEqual([
      'S/Web.TaskDefinition: depends on output Nowhere of stack S, which only a deployment can tell',
      'S/Web.TaskDefinition: no such task definition in the assembly, so the service is not run',
    ]);
  });
});

describe('the number of tasks', () => {
  const scaled = (MinCapacity: number, MaxCapacity: number, ResourceId: unknown) => ({
    Tasks: {
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: { ServiceNamespace: 'ecs', MinCapacity, MaxCapacity, ResourceId },
    },
  });
  const own = { 'Fn::Join': ['/', ['service', 'default', { 'Fn::GetAtt': ['Web', 'Name'] }]] };

  test.each([
    ['is raised to the lower bound', 1, 3, 6, 3],
    ['is cut to the upper bound', 9, 3, 6, 6],
    ['stays between the bounds', 4, 3, 6, 4],
  ])('%s', (_name, DesiredCount, lower, upper, expected) => {
    expect(read({ DesiredCount }, scaled(lower, upper, own)).desiredCount).toBe(expected);
  });

  test('does not follow the bounds of another service', () => {
    expect(read({ DesiredCount: 2 }, scaled(5, 6, 'service/default/other')).desiredCount).toBe(2);
  });

  test('may be zero', () => {
    expect(read({ DesiredCount: 0 }).desiredCount).toBe(0);
  });
});

describe('safety nets', () => {
  const deployment = (DeploymentConfiguration: object) => read({ DeploymentConfiguration });

  test('a circuit breaker without rollback only stops', () => {
    const breaker = { DeploymentCircuitBreaker: { Enable: true, Rollback: false } };

    expect(deployment(breaker).circuitBreaker).toEqual({ rollback: false });
  });

  test('a circuit breaker that is off is none', () => {
    const breaker = { DeploymentCircuitBreaker: { Enable: false, Rollback: true } };

    expect(deployment(breaker)).not.toHaveProperty('circuitBreaker');
  });

  test('alarms are named by their physical names', () => {
    const Bad = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { AlarmName: 'web-bad', MetricName: 'm', Namespace: 'n', Threshold: 1 },
    };
    const alarms = { Alarms: { AlarmNames: [{ Ref: 'Bad' }], Enable: 'true', Rollback: 'true' } };

    expect(read({ DeploymentConfiguration: alarms }, { Bad }).deploymentAlarms).toEqual({
      names: ['web-bad'],
      rollback: true,
    });
  });

  test('percentages may be written as text', () => {
    expect(deployment({ MinimumHealthyPercent: '50', MaximumPercent: '150' })).toMatchObject({
      minimumHealthyPercent: 50,
      maximumPercent: 150,
    });
  });
});

describe('discovery', () => {
  const registry = (more: object) => ({
    Names: { Type: 'AWS::ServiceDiscovery::PrivateDnsNamespace', Properties: { Name: 'shop.internal' } },
    Entry: { Type: 'AWS::ServiceDiscovery::Service', Properties: { Name: 'web', ...more } },
  });
  const ServiceRegistries = [{ RegistryArn: { 'Fn::GetAtt': ['Entry', 'Arn'] } }];

  test('the host name is service name and name space, with the time to live of the record', () => {
    const DnsConfig = { NamespaceId: { Ref: 'Names' }, DnsRecords: [{ Type: 'A', TTL: '5' }] };

    expect(read({ ServiceRegistries }, registry({ DnsConfig })).discovery).toEqual({
      hostname: 'web.shop.internal',
      ttlSeconds: 5,
    });
  });

  test('the name space may stand beside the DNS settings', () => {
    const more = { NamespaceId: { 'Fn::GetAtt': ['Names', 'Id'] } };

    expect(read({ ServiceRegistries }, registry(more)).discovery).toEqual({
      hostname: 'web.shop.internal',
      ttlSeconds: 60,
    });
  });

  test('a second registry is told', () => {
    const DnsConfig = { NamespaceId: { Ref: 'Names' } };
    const twice = { ServiceRegistries: [...ServiceRegistries, { RegistryArn: 'arn:other' }] };

    expect(notesOn(service(twice, registry({ DnsConfig })))).toEqual([
      'S/Web.ServiceRegistries: only the first registry is acted out',
    ]);
  });
});

test('two services of one task definition and two clusters stay apart', () => {
  const other = {
    Main: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'main' } },
    Second: {
      Type: 'AWS::ECS::Service',
      Properties: { ServiceName: 'web', Cluster: { 'Fn::GetAtt': ['Main', 'Arn'] }, TaskDefinition: 'web' },
    },
  };
  const { services } = readResources(service({}, other)).model;

  expect(services.map(({ cluster }) => cluster)).toEqual(['default', 'main']);
  expect(services.map(({ arn }) => arn)).toEqual([
    'arn:aws:ecs:eu-west-1:1111:service/default/web',
    'arn:aws:ecs:eu-west-1:1111:service/main/web',
  ]);
});
