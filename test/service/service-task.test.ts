import { Match } from 'aws-cdk-lib/assertions';
import type { Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Environment, Service } from '../../lib/config/schema';
import { ServiceTask } from '../../lib/service/service-task';
import { AGENT_IMAGE, AGENT_SIZE } from '../../lib/service/telemetry-agent';
import { synth } from '../shared/synth';
import { testEnvironment, testService } from '../shared/test-config';

function taskOf(service: Service, environment: Environment = testEnvironment()) {
  return synth((stack) => {
    const repository = new ecr.Repository(stack, 'Images');
    const placeholder = new ecr.Repository(stack, 'Placeholder');
    new ServiceTask(stack, 'Task', { project: 'shop', environment, service, repository, placeholder });
  });
}

function containersOf(made: Template): Record<string, unknown>[] {
  const [task] = Object.values(made.findResources('AWS::ECS::TaskDefinition'));
  return (task as { Properties: { ContainerDefinitions: Record<string, unknown>[] } }).Properties
    .ContainerDefinitions;
}

const template = taskOf(testService('storefront'));
const hasTask = (properties: object): void =>
  template.hasResourceProperties('AWS::ECS::TaskDefinition', properties);
const hasContainer = (properties: object): void =>
  hasTask({ ContainerDefinitions: [Match.objectLike(properties), Match.anyValue()] });

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

it('has a container with the name and port that AppSpec spells, first, and no memory limit above that of the task', () => {
  hasContainer({
    Name: 'app',
    PortMappings: [{ ContainerPort: 8080, Protocol: 'tcp' }],
    Memory: Match.absent(),
    MemoryReservation: Match.absent(),
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

it('tells the service who it is, how to drain, where the catalog is and who takes its traces', () => {
  hasContainer({
    Environment: [
      { Name: 'PORT', Value: '8080' },
      { Name: 'SERVICE_NAME', Value: 'storefront' },
      { Name: 'ENVIRONMENT_NAME', Value: 'sandbox' },
      { Name: 'FAULTS_ALLOWED', Value: 'true' },
      { Name: 'DRAIN_SECONDS', Value: '20' },
      { Name: 'METRICS_INTERVAL_SECONDS', Value: '15' },
      { Name: 'CATALOG_URL', Value: 'http://catalog.sandbox.shop.internal:8080' },
      { Name: 'OTEL_EXPORTER_OTLP_ENDPOINT', Value: 'http://127.0.0.1:4318' },
      { Name: 'OTEL_TRACES_SAMPLER', Value: 'xray' },
      { Name: 'OTEL_TRACES_SAMPLER_ARG', Value: 'endpoint=http://127.0.0.1:2000' },
      {
        Name: 'OTEL_RESOURCE_ATTRIBUTES',
        Value: { 'Fn::Join': ['', ['aws.log.group.names=', { Ref: Match.stringLikeRegexp('Logs') }]] },
      },
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

describe('the agent beside the service', () => {
  const [app, agent] = containersOf(template);
  const variables = new Map(
    (agent?.Environment as { Name: string; Value: string }[]).map(({ Name, Value }) => [Name, Value]),
  );

  it('is one pinned image for both architectures, and never the newest whatever it is', () => {
    expect(AGENT_IMAGE).toMatch(
      /^public\.ecr\.aws\/cloudwatch-agent\/cloudwatch-agent:1\.3000\d\d\.\d+b\d+$/,
    );
    expect(agent).toMatchObject({ Name: 'cloudwatch-agent', Image: AGENT_IMAGE });
  });

  it('may stop without the task, is started again, and nobody waits for it', () => {
    expect(agent).toMatchObject({
      Essential: false,
      RestartPolicy: { Enabled: true, RestartAttemptPeriod: 60 },
    });
    expect(app).toMatchObject({ Essential: true });
    expect([app?.DependsOn, agent?.DependsOn, agent?.PortMappings]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([512, 1024])(
    'leaves the service half of the smallest task and more of a larger one: %i MiB',
    (memory) => {
      expect(agent).toMatchObject({ MemoryReservation: 128, Memory: 256 });
      expect(memory - AGENT_SIZE.limitMiB).toBeGreaterThanOrEqual(256);
      expect(Number(/^(\d+)MiB$/.exec(variables.get('GOMEMLIMIT') ?? '')?.[1])).toBeLessThan(256);
    },
  );

  it('has a small share of the CPU when both want all of it', () => {
    expect([app?.Cpu, agent?.Cpu]).toEqual([224, 32]);
  });

  it('is not root, has no capabilities and writes to two small directories in memory only', () => {
    const mountOptions = ['uid=1000', 'gid=1000', 'mode=0700', 'nosuid', 'nodev', 'noexec'];
    expect(agent).toMatchObject({
      User: '1000:1000',
      ReadonlyRootFilesystem: true,
      LinuxParameters: {
        Capabilities: { Drop: ['ALL'] },
        Tmpfs: ['etc', 'var'].map((directory) => ({
          ContainerPath: `/opt/aws/amazon-cloudwatch-agent/${directory}`,
          Size: 1,
          MountOptions: mountOptions,
        })),
      },
    });
  });

  it('takes spans and gives sampling rules where the services look for them, inside the task only', () => {
    expect(JSON.parse(variables.get('CW_CONFIG_CONTENT') ?? '')).toEqual({
      agent: { region: 'us-east-1' },
      traces: {
        local_mode: true,
        traces_collected: {
          otlp: { http_endpoint: '127.0.0.1:4318' },
          xray: { bind_address: '127.0.0.1:2000', tcp_proxy: { bind_address: '127.0.0.1:2000' } },
        },
      },
    });
  });

  it('says what it does in the log of the service, under its own name', () => {
    expect(agent).toMatchObject({
      LogConfiguration: { Options: { 'awslogs-stream-prefix': 'cloudwatch-agent', mode: 'non-blocking' } },
    });
  });

  it('is not there when the environment is not traced: no container, no permission, all CPU for the service', () => {
    const tracing = { ...testEnvironment().tracing, enabled: false };
    const untraced = taskOf(testService('catalog'), testEnvironment({ tracing }));
    expect(containersOf(untraced)).toEqual([expect.objectContaining({ Name: 'app', Essential: true })]);
    expect(JSON.stringify(untraced.toJSON())).not.toMatch(/xray|"Cpu":224|OTEL/);
  });
});
