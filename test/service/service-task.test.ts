import { Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Environment, Service } from '../../lib/config/schema';
import { ServiceTask } from '../../lib/service/service-task';
import { synth } from '../shared/synth';
import { testEnvironment, testService } from '../shared/test-config';

function taskOf(service: Service, environment: Environment = testEnvironment()) {
  return synth((stack) => {
    const repository = new ecr.Repository(stack, 'Images');
    const placeholder = new ecr.Repository(stack, 'Placeholder');
    new ServiceTask(stack, 'Task', { project: 'shop', environment, service, repository, placeholder });
  });
}

const template = taskOf(testService('storefront'));
const hasTask = (properties: object): void =>
  template.hasResourceProperties('AWS::ECS::TaskDefinition', properties);
const hasContainer = (properties: object): void =>
  hasTask({ ContainerDefinitions: [Match.objectLike(properties)] });

it('has the family that releases register their revisions in', () => {
  hasTask({ Family: 'shop-sandbox-storefront' });
});

it('runs on Fargate, on ARM, in the size of the configuration', () => {
  hasTask({
    RequiresCompatibilities: ['FARGATE'],
    NetworkMode: 'awsvpc',
    RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
    Cpu: '256',
    Memory: '512',
  });
});

it('runs on x86 when the configuration says so', () => {
  taskOf(
    testService('catalog', { architecture: 'x86_64', cpu: 1024, memoryMiB: 4096 }),
  ).hasResourceProperties('AWS::ECS::TaskDefinition', {
    RuntimePlatform: { CpuArchitecture: 'X86_64' },
    Cpu: '1024',
    Memory: '4096',
  });
});

it('has one container, with the name and port that AppSpec spells, and no memory limit above that of the task', () => {
  hasTask({
    ContainerDefinitions: [
      Match.objectLike({
        Name: 'app',
        PortMappings: [{ ContainerPort: 8080, Protocol: 'tcp' }],
        Memory: Match.absent(),
        MemoryReservation: Match.absent(),
      }),
    ],
  });
});

it('takes the image from the release parameter when CloudFormation deploys', () => {
  const [[name, parameter] = ['', {}]] = Object.entries(template.findParameters('*', { Default: '/shop/sandbox/storefront/image' })); // prettier-ignore
  expect(parameter).toMatchObject({ Type: 'AWS::SSM::Parameter::Value<String>' });
  hasContainer({ Image: { Ref: name } });
});

it('cannot write to its file system and is not root', () => {
  hasContainer({ ReadonlyRootFilesystem: true, User: '1000:1000', Privileged: Match.absent() });
});

it('tells the service who it is, how to drain and where the catalog is', () => {
  hasContainer({
    Environment: [
      { Name: 'PORT', Value: '8080' },
      { Name: 'SERVICE_NAME', Value: 'storefront' },
      { Name: 'ENVIRONMENT_NAME', Value: 'sandbox' },
      { Name: 'DRAIN_SECONDS', Value: '20' },
      { Name: 'METRICS_INTERVAL_SECONDS', Value: '15' },
      { Name: 'CATALOG_URL', Value: 'http://catalog.sandbox.shop.internal:8080' },
    ],
  });
});

it('asks the process itself whether it lives', () => {
  hasContainer({
    HealthCheck: {
      Command: ['CMD', 'node', '-e', Match.stringLikeRegexp('/health')],
      Interval: 15,
      Timeout: 5,
      Retries: 3,
      StartPeriod: 30,
    },
  });
});

it('kills a task only when it had time to drain', () => {
  hasContainer({ StopTimeout: 40 });
});

it('logs without ever holding up the service', () => {
  hasContainer({
    LogConfiguration: {
      LogDriver: 'awslogs',
      Options: Match.objectLike({ 'awslogs-stream-prefix': 'storefront', mode: 'non-blocking' }),
    },
  });
});

it('publishes the exact revision', () => {
  const [definition] = Object.keys(template.findResources('AWS::ECS::TaskDefinition'));
  template.hasResourceProperties('AWS::SSM::Parameter', {
    Name: '/shop/sandbox/storefront/task-definition',
    Value: { Ref: definition },
  });
});

it('keeps old revisions for rollbacks and takes the last one with the stack', () => {
  template.hasResource('AWS::ECS::TaskDefinition', {
    UpdateReplacePolicy: 'Retain',
    DeletionPolicy: 'Delete',
  });
});

it.each([
  [true, 'Delete'],
  [false, 'Retain'],
])(
  'keeps the log for the days of the configuration; disposable %s: %s with the stack',
  (disposable, DeletionPolicy) => {
    taskOf(testService('catalog'), testEnvironment({ disposable, logRetentionDays: 90 })).hasResource(
      'AWS::Logs::LogGroup',
      { DeletionPolicy, Properties: { RetentionInDays: 90 } },
    );
  },
);
