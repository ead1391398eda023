import { reasonToIgnore } from '../../../rehearsal/template/check-coverage';
import { ACTED_OUT } from '../../../rehearsal/template/coverage';
import { notesOn } from './scratch';

const service = (more: object) => ({
  Task: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { Family: 'f', ContainerDefinitions: [{ Name: 'c', Image: 'i' }] },
  },
  Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: 'f', ...more } },
});

describe('what is unchecked', () => {
  test.each([
    [
      'a type that nobody knows',
      { Queue: { Type: 'AWS::New::Thing' } },
      'S/Queue: AWS::New::Thing is not acted out',
    ],
    [
      'a custom resource of an unknown kind',
      { Own: { Type: 'Custom::Own' } },
      'S/Own: Custom::Own is not acted out',
    ],
    [
      'a property that nobody knows',
      service({ ServiceConnectConfiguration: { Enabled: true } }),
      'S/Service.ServiceConnectConfiguration: the property is not acted out',
    ],
    [
      'a property inside a property',
      service({ DeploymentConfiguration: { MaximumPercent: 100, NewThing: 5 } }),
      'S/Service.DeploymentConfiguration.NewThing: the property is not acted out',
    ],
    [
      'a strategy that has nothing to shift traffic with',
      service({ DeploymentConfiguration: { Strategy: 'CANARY' } }),
      'S/Service.DeploymentConfiguration.Strategy: CANARY without an alternate target group and a production ' +
        'listener rule is acted out as ROLLING',
    ],
    [
      'another controller',
      service({ DeploymentController: { Type: 'EXTERNAL' } }),
      'S/Service.DeploymentController: EXTERNAL is acted out as ECS rolling',
    ],
    [
      'a value that only a deployment can tell, where it matters',
      service({ DesiredCount: { 'Fn::GetAtt': ['Elsewhere', 'Count'] } }),
      'S/Service.DesiredCount: depends on S/Elsewhere.Count, which only a deployment can tell',
    ],
    [
      'a service from a task definition outside',
      { Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: 'elsewhere' } } },
      'S/Service.TaskDefinition: no such task definition in the assembly, so the service is not run',
    ],
    [
      'a registry outside',
      service({ ServiceRegistries: [{ RegistryArn: 'arn:elsewhere' }] }),
      'S/Service.ServiceRegistries: the registry or its private DNS namespace is not in the assembly',
    ],
    [
      'an alarm on nothing',
      { Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Threshold: 1 } } },
      'S/Alarm: an alarm without a metric is not acted out',
    ],
    [
      'a secret of a build',
      {
        Project: {
          Type: 'AWS::CodeBuild::Project',
          Properties: {
            Environment: { EnvironmentVariables: [{ Name: 'T', Type: 'SECRETS_MANAGER', Value: 's' }] },
          },
        },
      },
      'S/Project.Environment.EnvironmentVariables.T: SECRETS_MANAGER values are not read',
    ],
  ])('%s', (_name, resources, line) => {
    expect(notesOn(resources)).toEqual([line]);
  });

  test('a value that only a deployment can tell is not told where it does not matter', () => {
    const subnets = { 'Fn::GetAtt': ['Elsewhere', 'Subnets'] };

    expect(notesOn(service({ NetworkConfiguration: { AwsvpcConfiguration: { Subnets: subnets } } }))).toEqual(
      [],
    );
  });

  test('the same thing is told once', () => {
    const registries = { 'Fn::GetAtt': ['Elsewhere', 'Arn'] };
    const notes = notesOn(service({ LoadBalancers: [{ ContainerName: 'c', TargetGroupArn: registries }] }));

    expect(notes).toHaveLength(1);
  });
});

describe('the lists', () => {
  const ignored = (type: string, properties: Record<string, boolean> = {}) =>
    reasonToIgnore({ type, peek: (path) => properties[path] }) !== undefined;

  test('no type is both acted out and ignored', () => {
    expect(Object.keys(ACTED_OUT).filter((type) => ignored(type))).toEqual([]);
  });

  test.each(Object.entries(ACTED_OUT))('%s has each path in one list only', (_type, coverage) => {
    expect(coverage.understood.filter((path) => path in coverage.ignored)).toEqual([]);
  });

  test.each([
    ['AWS::IAM::Role', true],
    ['AWS::EC2::VPCGatewayAttachment', true],
    ['AWS::SecretsManager::ResourcePolicy', true],
    ['AWS::SecretsManager::Secret', false],
    ['AWS::DynamoDB::Table', false],
    ['AWS::EC2::Instance', false],
    ['Custom::S3AutoDeleteObjects', true],
  ])('%s is ignored: %s', (type, expected) => {
    expect(ignored(type)).toBe(expected);
  });

  test('an instance is ignored only when it forwards the traffic of others', () => {
    expect(ignored('AWS::EC2::Instance', { SourceDestCheck: false })).toBe(true);
    expect(ignored('AWS::EC2::Instance', { SourceDestCheck: true })).toBe(false);
  });
});
