import type { TaskModel } from '../../../rehearsal/model';
import { notesOn, readResources } from './scratch';

const task = (containers: readonly object[], more: object = {}, balanced?: string) => ({
  Task: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { Family: 'web', ContainerDefinitions: containers, ...more },
  },
  Web: {
    Type: 'AWS::ECS::Service',
    Properties: {
      TaskDefinition: 'web',
      ...(balanced !== undefined && { LoadBalancers: [{ ContainerName: balanced, TargetGroupArn: 'arn' }] }),
    },
  },
});
const app = (more: object = {}) => ({ Name: 'app', Image: 'web:1', ...more });
const read = (...arguments_: Parameters<typeof task>): TaskModel | undefined =>
  readResources(task(...arguments_)).model.services[0]?.task;

describe('the container that runs', () => {
  test('is the one behind the load balancer', () => {
    const containers = [app({ Name: 'proxy' }), app({ Name: 'web' })];

    expect(read(containers, {}, 'web')?.containerName).toBe('web');
    expect(notesOn(task(containers, {}, 'web'))).toEqual([
      'S/Task.ContainerDefinitions.proxy: only one container of a task is run',
    ]);
  });

  test('is the first essential one otherwise', () => {
    expect(read([app({ Name: 'agent', Essential: false }), app({ Name: 'web' })])?.containerName).toBe('web');
  });

  test('has the one that takes traces beside it, which is not run either and needs no telling', () => {
    const containers = [app(), app({ Name: 'cloudwatch-agent', Essential: false, RestartPolicy: {} })];

    expect(read(containers)).toMatchObject({ containerName: 'app', hasAgent: true });
    expect(notesOn(task(containers))).toEqual([]);
    expect(read([app()])).not.toHaveProperty('hasAgent');
  });

  test('is told to be missing when none is essential', () => {
    const notes = notesOn(task([app({ Essential: false })]));

    expect(notes).toContain(
      'S/Task.ContainerDefinitions: no essential container, so there is nothing to run',
    );
  });
});

describe('a container that says little', () => {
  test('has the defaults of ECS', () => {
    expect(read([app()])).toMatchObject({
      family: 'web',
      containerPort: 0,
      image: 'web:1',
      environment: {},
      memoryMiB: 512,
      stopTimeoutSeconds: 30,
    });
  });

  test.each(['command', 'healthCheck'])('has no %s', (property) => {
    expect(read([app()])).not.toHaveProperty(property);
  });

  test('a health check has the defaults of ECS', () => {
    expect(read([app({ HealthCheck: { Command: ['CMD', 'check'] } })])?.healthCheck).toEqual({
      command: ['CMD', 'check'],
      intervalSeconds: 30,
      timeoutSeconds: 5,
      retries: 3,
      startPeriodSeconds: 0,
    });
  });
});

describe('a container that says much', () => {
  test('is read in full', () => {
    const container = app({
      Command: ['node', 'web.js'],
      Environment: [
        { Name: 'A', Value: 1 },
        { Name: 'B', Value: { 'Fn::Sub': '${AWS::Region}' } },
      ],
      PortMappings: [{ ContainerPort: 8080 }, { ContainerPort: 9090 }],
      StopTimeout: 60,
      HealthCheck: { Command: ['CMD', 'c'], Interval: 6, Timeout: 2, Retries: 1, StartPeriod: 20 },
    });

    expect(read([container], { Memory: '1024' })).toMatchObject({
      command: ['node', 'web.js'],
      environment: { A: '1', B: 'eu-west-1' },
      containerPort: 8080,
      memoryMiB: 1024,
      stopTimeoutSeconds: 60,
      healthCheck: { intervalSeconds: 6, timeoutSeconds: 2, retries: 1, startPeriodSeconds: 20 },
    });
  });

  test.each([
    ['2GB', 2048],
    ['2 GB', 2048],
    ['0.5GB', 512],
    ['512', 512],
    [1024, 1024],
    ['2gb', 2048],
  ])('may have its memory as %j', (Memory, memoryMiB) => {
    expect(read([app()], { Memory, Cpu: '1 vCPU' })?.memoryMiB).toBe(memoryMiB);
  });

  test('keeps its memory when the task has none', () => {
    expect(read([app({ Memory: 256 })])?.memoryMiB).toBe(256);
  });

  test('keeps every property of the task definition, resolved', () => {
    const properties = read([app()], {
      TaskRoleArn: { 'Fn::Sub': 'arn:${AWS::Partition}:role' },
    })?.properties;

    expect(properties).toEqual({
      Family: 'web',
      ContainerDefinitions: [app()],
      TaskRoleArn: 'arn:aws:role',
    });
  });

  test('secrets are told, because no assembly holds them', () => {
    const secret = { Secrets: [{ Name: 'TOKEN', ValueFrom: 'arn:secret' }] };

    expect(notesOn(task([app(secret)]))).toEqual([
      'S/Task.ContainerDefinitions.Secrets: secret values are not in an assembly',
    ]);
  });

  test('a mount is told', () => {
    expect(notesOn(task([app({ MountPoints: [{ ContainerPath: '/tmp' }] })]))).toEqual([
      'S/Task.ContainerDefinitions.MountPoints: the property is not acted out',
    ]);
  });
});
