import type { Cloud, RequestStatistics } from '../../../rehearsal/cloud/types';
import type { ServiceModel } from '../../../rehearsal/model';
import type { ExecutionOutcome } from '../../../rehearsal/pipeline/execute';
import { entryOf, strategyOf } from '../../../rehearsal/pipeline/rehearsed-service';
import { summarize } from '../../../rehearsal/pipeline/result';
import { selectStages } from '../../../rehearsal/pipeline/select-stages';
import { testModel, testPipeline, testService } from './model-fixture';
import { GOOD_DEPLOYMENT, testContext } from './run-context-fixture';

const REQUESTS: RequestStatistics = {
  total: 300,
  failed: 1,
  failedPercent: 0.3333,
  servedByGreen: 9,
  p50Ms: 1.26,
  p99Ms: 8,
};
const cloud = {
  statistics: () => ({
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
    ...(running === undefined ? {} : { cloud: running }),
  });
}

describe('summarize', () => {
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
    const stopped = { action: 'Deploy', reason: 'alarm red is in ALARM' };
    expect(result({ stopped, deployment: { succeeded: false, deployment: undone } }, cloud)).toMatchObject({
      outcome: 'rolled-back',
      stoppedAt: 'Deploy',
      reason: 'alarm red is in ALARM',
      cloudSeconds: { detect: 65, rollback: 20 },
      alarms: [
        { name: 'red', state: 'ALARM' },
        { name: 'quiet', state: 'OK' },
      ],
    });
  });

  it('calls it stopped when nothing was deployed or nothing was undone', () => {
    const stopped = { action: 'Build', reason: 'no' };
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

describe('the rehearsed service', () => {
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
