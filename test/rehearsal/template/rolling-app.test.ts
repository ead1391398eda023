import { readAssembly, type ReadAssembly } from '../../../rehearsal/template/read-assembly';
import { rollingApp } from './apps/rolling-app';
import { scratchDirectory, toLine } from './scratch';

describe('an app with strong references, a stage, a nested stack and a rolling service', () => {
  let read: ReadAssembly;
  beforeAll(() => {
    read = readAssembly(rollingApp(scratchDirectory()));
  });
  const service = (name: string) => read.model.services.find((candidate) => candidate.name.includes(name));

  test('the rolling service has its counts, its circuit breaker and its alarm', () => {
    expect(service('Live-Api')).toMatchObject({
      stack: 'Live-Api',
      controller: 'ECS',
      desiredCount: 2,
      minimumHealthyPercent: 100,
      maximumPercent: 150,
      circuitBreaker: { rollback: true },
      deploymentAlarms: { names: [read.model.alarms[0]?.name], rollback: true },
      targetGroupArns: [],
    });
    expect(service('Live-Api')).not.toHaveProperty('codeDeploy');
  });

  test('the service is found under its private DNS name', () => {
    expect(service('Live-Api')?.discovery).toEqual({ hostname: 'api.live.internal', ttlSeconds: 10 });
  });

  test('the first essential container is the one that runs', () => {
    expect(service('Live-Api')?.task).toMatchObject({
      containerName: 'api',
      containerPort: 3000,
      image: 'api:1',
      command: ['node', 'api.js'],
      stopTimeoutSeconds: 20,
      memoryMiB: 512,
    });
  });

  test('the service of the nested stack gets the cluster through a parameter of that stack', () => {
    expect(service('worker')?.cluster).toBe(service('Live-Api')?.cluster);
    expect(service('worker')?.cluster).toMatch(/^Live-Net-Cluster/);
    expect(service('worker')?.stack).toMatch(/^Live-Api\/WorkerNestedStack/);
  });

  test('the plain metric alarm has one query that returns data', () => {
    expect(read.model.alarms).toEqual([
      expect.objectContaining({
        comparison: 'GreaterThanOrEqualToThreshold',
        threshold: 10,
        evaluationPeriods: 2,
        datapointsToAlarm: 2,
        treatMissingData: 'missing',
        queries: [
          {
            id: 'metric',
            returnData: true,
            metric: {
              namespace: 'Shop',
              name: 'Errors',
              dimensions: { Service: 'api' },
              statistic: 'Sum',
              periodSeconds: 60,
            },
          },
        ],
      }),
    ]);
  });

  test('the inline buildspec comes as its document', () => {
    const [project] = read.model.buildProjects;

    expect(project?.name).toBe('api-build');
    expect(project?.buildspec).toEqual({ inline: expect.stringContaining('"make"') as string });
    expect(project?.timeoutSeconds).toBe(3600);
  });

  test('the deploy action names the cluster and the service as the model does', () => {
    const deploy = read.model.pipelines[0]?.stages[2]?.actions.find(({ provider }) => provider === 'ECS');

    expect(deploy?.configuration).toEqual({
      ClusterName: service('Live-Api')?.cluster,
      ServiceName: service('Live-Api')?.name,
    });
  });

  test('everything that is not acted out is told, and nothing else', () => {
    const lines = read.unchecked
      .map(toLine)
      .map((line) => line.replace(/(Orders|Task|Pipeline)[0-9A-F]{8}/, '$1'));

    expect(lines).toEqual([
      'Live-Api/Orders: AWS::DynamoDB::Table is not acted out',
      'Live-Api/Task.ContainerDefinitions.agent: only one container of a task is run',
      'Live-Delivery/Pipeline.Stages.Deploy.Publish: Deploy action of S3 is not acted out',
    ]);
  });
});
