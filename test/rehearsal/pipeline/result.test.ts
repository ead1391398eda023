import type { Cause } from '../../../rehearsal/cause';
import type { Cloud, RequestStatistics } from '../../../rehearsal/cloud/types';
import type { ActionModel, ServiceModel } from '../../../rehearsal/model';
import type { ExecutionOutcome } from '../../../rehearsal/pipeline/execute';
import { entryOf, rehearsedService, strategyOf } from '../../../rehearsal/pipeline/rehearsed-service';
import { summarize } from '../../../rehearsal/pipeline/result';
import type { Stop } from '../../../rehearsal/pipeline/roll-back';
import { selectStages } from '../../../rehearsal/pipeline/select-stages';
import { testAction, testModel, testPipeline, testService, testStage } from './model-fixture';
import { GOOD_DEPLOYMENT, testContext } from './run-context-fixture';

const REQUESTS: RequestStatistics = {
  total: 300,
  failed: 1,
  failedPercent: 0.3333,
  servedByGreen: 9,
  p50Ms: 1.26,
  p99Ms: 8,
};
const VERSIONS = [
  {
    ...{ service: 'web', version: 'abc', seenBy: 'users' as const },
    ...{ requests: 300, failed: 1, failedPercent: 0.33, p50Ms: 1.3, p99Ms: 8 },
  },
];
const FACTS = { traces: 7, spans: { web: 9 }, dropped: 0 };
const cloud = {
  traces: () => ({ facts: () => FACTS }),
  statistics: () => ({
    versions: VERSIONS,
    requests: REQUESTS,
    window: REQUESTS,
    alarms: [
      { name: 'red', state: 'OK' as const, reason: '' },
      { name: 'quiet', state: 'OK' as const, reason: '' },
    ],
  }),
} as unknown as Cloud;

function result(execution: ExecutionOutcome, running?: Cloud) {
  const pipelines = [testPipeline('shop-web')];
  const model = testModel({ pipelines, services: [testService()] });
  const { context } = testContext({}, undefined, { model });
  context.revision = {
    commit: 'abcdef0123456789',
    branch: 'b',
    message: '',
    authorDate: '',
    changedFiles: 0,
    git: true,
  };
  const selection = selectStages(model);
  return summarize({
    context,
    selection,
    scenario: 'slow',
    execution,
    redAlarms: new Set(['red']),
    unchecked: [],
    endedAt: 412.34,
    ...(running === undefined ? {} : { cloud: running }),
  });
}

const stop = (action: string, reason: string, cause: Cause): Stop => ({
  action,
  reason,
  cause: { ...cause, stage: 'sandbox', action },
});

describe('summarize', () => {
  it('calls a release that the pipeline took back rolled back, and tells how long that took', () => {
    const deployment = { succeeded: true, deployment: GOOD_DEPLOYMENT, image: 'repo@sha256:1' };
    const stopped = stop('Verify', 'bad', { kind: 'gate' });
    expect(result({ deployment, stopped, rollbackSeconds: 90.04 }, cloud)).toMatchObject({
      outcome: 'rolled-back',
      stoppedAt: 'Verify',
      cloudSeconds: { rollback: 90 },
    });
    expect(result({ deployment, stopped }, cloud)).toMatchObject({ outcome: 'stopped' });
  });

  it('calls a release that went through released, with rounded numbers', () => {
    const deployment = { succeeded: true, deployment: GOOD_DEPLOYMENT, image: 'repo@sha256:1' };
    expect(result({ deployment }, cloud)).toMatchObject({
      outcome: 'released',
      strategy: { controller: 'code-deploy', kind: 'canary' },
      requests: { failedPercent: 0.33, p50Ms: 1.3 },
      versionAfter: 'abcdef012345',
    });
  });

  it('calls it rolled back when a deployment was undone, with the alarm that went off', () => {
    const undone = {
      ...GOOD_DEPLOYMENT,
      status: 'rolled-back' as const,
      detectSeconds: 65.04,
      rollbackSeconds: 20,
    };
    const stopped = stop('Deploy', 'alarm red is in ALARM', { kind: 'alarm', name: 'red' });
    expect(result({ stopped, deployment: { succeeded: false, deployment: undone } }, cloud)).toMatchObject({
      outcome: 'rolled-back',
      stoppedAt: 'Deploy',
      reason: 'alarm red is in ALARM',
      cause: { kind: 'alarm', name: 'red', stage: 'sandbox', action: 'Deploy' },
      cloudSeconds: { detect: 65, rollback: 20 },
      alarms: [
        { name: 'red', state: 'ALARM' },
        { name: 'quiet', state: 'OK' },
      ],
    });
  });

  it('calls it stopped when nothing was deployed or nothing was undone', () => {
    const stopped = stop('Build', 'no', { kind: 'build' });
    expect(result({ stopped })).toMatchObject({
      outcome: 'stopped',
      stoppedAt: 'Build',
      requests: { total: 0 },
      alarms: [],
    });
    const failed = { ...GOOD_DEPLOYMENT, status: 'failed' as const };
    expect(result({ stopped, deployment: { succeeded: false, deployment: failed } }, cloud).outcome).toBe(
      'stopped',
    );
  });
});

describe('the numbers of a result', () => {
  it.each([
    [0.004, 0],
    [0.005, 0.01],
    [33.33333, 33.33],
    [99.996, 100],
  ])('shorten %d percent to %d', (failedPercent, expected) => {
    const statistics = { requests: { ...REQUESTS, failedPercent }, window: REQUESTS, alarms: [] };
    const told = result({}, { statistics: () => statistics, traces: () => undefined } as unknown as Cloud);
    expect(told.requests.failedPercent).toBe(expected);
    expect(told.window).toMatchObject({ failedPercent: 0.33, total: 300, failed: 1, servedByGreen: 9 });
  });

  it('include those of each version and what was traced, and end when everything had happened', () => {
    expect(result({}, cloud)).toMatchObject({
      versions: VERSIONS,
      traces: FACTS,
      cloudSeconds: { total: 412.3 },
    });
    const untraced = { ...cloud, traces: () => undefined } as unknown as Cloud;
    expect(result({}, untraced)).not.toHaveProperty('traces');
    expect(result({})).toMatchObject({ versions: [] });
  });

  it('are zero when the cloud was never started', () => {
    const { requests, window, cloudSeconds, hooks } = result({});
    const zero = { total: 0, failed: 0, failedPercent: 0, servedByGreen: 0, p50Ms: 0, p99Ms: 0 };
    expect([requests, window, hooks]).toEqual([zero, zero, []]);
    expect(cloudSeconds).toMatchObject({ detect: 0, rollback: 0 });
  });
});

describe('the rehearsed service', () => {
  const stage = (...actions: ActionModel[]) => {
    const pipeline = { ...testPipeline('shop-web', []), stages: [testStage('sandbox', ...actions)] };
    return selectStages(testModel({ pipelines: [pipeline] }));
  };
  const deploy = (configuration: Record<string, string>) => testAction({ name: 'Deploy', configuration });

  it.each([
    [
      'its application and deployment group',
      { ApplicationName: 'shop', DeploymentGroupName: 'web-group' },
      'web',
    ],
    ['its name', { ServiceName: 'catalog' }, 'catalog'],
    ['its ARN', { ServiceName: 'arn:catalog' }, 'catalog'],
  ])('is found by %s', (_what, configuration, name) => {
    const catalog = withoutCodeDeploy(testService({ name: 'catalog', arn: 'arn:catalog' }));
    const model = testModel({ services: [catalog, testService()] });
    expect(rehearsedService(model, stage(deploy(configuration))).name).toBe(name);
  });

  it('is the one of the right application when several have a group of that name', () => {
    const staging = testService({ name: 'other' });
    const { codeDeploy } = staging;
    const other = { ...staging, ...(codeDeploy && { codeDeploy: { ...codeDeploy, application: 'other' } }) };
    const model = testModel({ services: [other, testService()] });
    const configuration = { ApplicationName: 'shop', DeploymentGroupName: 'web-group' };
    expect(rehearsedService(model, stage(deploy(configuration))).name).toBe('web');
  });

  it('is missed when the stage deploys something else', () => {
    const services = [withoutCodeDeploy(testService({ name: 'catalog' }))];
    const model = testModel({ services });
    const wrong: Record<string, string>[] = [
      {},
      { ServiceName: 'gone' },
      { ApplicationName: 'shop', DeploymentGroupName: 'web-group' },
    ];
    for (const configuration of wrong) {
      expect(() => rehearsedService(model, stage(deploy(configuration)))).toThrow(
        'the stage sandbox deploys no ECS service that is in the assembly',
      );
    }
  });

  const ecs = withoutCodeDeploy(testService({ controller: 'ECS' }));
  const listener = { arn: 'arn:listener', port: 80, protocol: 'HTTP' as const, targetGroupArn: 'arn:blue' };
  const balancer = {
    arn: 'lb',
    dnsName: 'lb.example.com',
    metricName: 'lb',
    listeners: [listener],
    targetGroups: [],
  };

  it('is entered through its production listener, else its target group, else its private name', () => {
    const model = testModel({ loadBalancers: [balancer] });
    expect(entryOf(model, testService())).toBe('lb.example.com:80');
    expect(entryOf(model, ecs)).toBe('lb.example.com:80');
    const discovery = { hostname: 'web.internal', ttlSeconds: 10 };
    expect(entryOf(testModel(), { ...ecs, discovery })).toBe('web.internal:8080');
    expect(entryOf(testModel(), ecs)).toBeUndefined();
    expect(strategyOf(ecs)).toEqual({ controller: 'ecs', kind: 'rolling' });
  });
});

function withoutCodeDeploy(service: ServiceModel): ServiceModel {
  return Object.fromEntries(
    Object.entries(service).filter(([name]) => name !== 'codeDeploy'),
  ) as unknown as ServiceModel;
}
