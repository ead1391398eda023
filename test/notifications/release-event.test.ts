import { readEvent } from '../../lib/notifications/release-event';
import { WatchedReleases } from '../../lib/notifications/watched-releases';
import {
  actionOf,
  sandboxDeployment,
  ECS_ROLLBACK,
  ECS_SERVICE,
  sandboxEcs,
  EXECUTION,
  pipelineEvent,
} from '../shared/aws-events';

const watched = new WatchedReleases('shop', ['catalog', 'storefront'], ['sandbox', 'production']);
const read = (event: unknown): unknown => readEvent(event, watched);
const ignored = (reason: string): object => ({ ignored: expect.stringContaining(reason) as string });

const execution = {
  region: 'us-east-1',
  service: 'storefront',
  pipeline: 'shop-storefront',
  execution: EXECUTION,
  attempt: 1,
};

describe('an execution', () => {
  it.each([
    ['failed', pipelineEvent('FAILED'), { type: 'failed', stage: '' }],
    ['succeeded', pipelineEvent('SUCCEEDED'), { type: 'released', stage: '' }],
    ['has its source', actionOf('Source', 'SUCCEEDED'), { type: 'started', stage: 'Source' }],
    [
      'waits for a person',
      actionOf('Approval', 'STARTED'),
      { type: 'approval', stage: 'Approve-production' },
    ],
  ])('that %s is read', (_, event, expected) => {
    expect(read(event)).toEqual({ id: event.id, ...execution, ...expected });
  });

  it('says how often it was tried, and once when the event does not say', () => {
    expect(read(pipelineEvent('SUCCEEDED', { 'pipeline-execution-attempt': 2 }))).toMatchObject({
      attempt: 2,
    });
    expect(read(pipelineEvent('SUCCEEDED', { 'pipeline-execution-attempt': undefined }))).toMatchObject({
      attempt: 1,
    });
  });

  it.each(['STARTED', 'RESUMED', 'CANCELED', 'STOPPED', 'STOPPING', 'SUPERSEDED'])(
    'that is %s is ignored',
    (state) => {
      expect(read(pipelineEvent(state))).toEqual(ignored(`the state ${state}`));
    },
  );

  it.each([
    ['Source', 'FAILED'],
    ['Source', 'STARTED'],
    ['Approval', 'SUCCEEDED'],
    ['Approval', 'FAILED'],
    ['Deploy', 'SUCCEEDED'],
    ['Build', 'STARTED'],
  ])('has a %s action that %s: ignored', (category, state) => {
    expect(read(actionOf(category, state))).toEqual(ignored(`the state ${state}`));
  });

  it.each(['shop-payments', 'shop-two-storefront', 'storefront', 'shop-storefront-2', ''])(
    'of the pipeline %j is ignored, even when its name begins alike',
    (pipeline) => {
      expect(read(pipelineEvent('FAILED', { pipeline }))).toEqual(ignored('is not of this project'));
    },
  );

  it('without an id is ignored', () => {
    expect(read(pipelineEvent('FAILED', { 'execution-id': undefined }))).toEqual(ignored('shop-storefront'));
  });
});

describe('a deployment of CodeDeploy', () => {
  it('that is done is read', () => {
    const event = sandboxDeployment('SUCCESS');
    expect(read(event)).toEqual({
      id: event.id,
      region: 'us-east-1',
      type: 'deployed',
      service: 'storefront',
      environment: 'sandbox',
      deployment: 'd-ROLLBACK1',
    });
  });

  it.each(['START', 'FAILURE', 'STOP', 'QUEUED', 'READY'])('with the state %s is ignored', (state) => {
    expect(read(sandboxDeployment(state))).toEqual(ignored(`the state ${state}`));
  });

  it.each([{ application: 'shop-staging-storefront' }, { application: undefined }, { deploymentId: 7 }])(
    'with %j is ignored',
    (changes) => {
      expect(read(sandboxDeployment('SUCCESS', changes))).toEqual(ignored('is not of this project'));
    },
  );
});

describe('a deployment of ECS', () => {
  it('that goes back is read', () => {
    const event = sandboxEcs('SERVICE_DEPLOYMENT_IN_PROGRESS', ECS_ROLLBACK);
    expect(read(event)).toEqual({
      id: event.id,
      region: 'us-east-1',
      type: 'ecs-rollback',
      service: 'catalog',
      environment: 'sandbox',
      arn: ECS_SERVICE,
      reason: ECS_ROLLBACK,
    });
  });

  it('that failed is read; when ECS goes back, another event says so', () => {
    const reason = 'ECS deployment circuit breaker: tasks failed to start.';
    expect(read(sandboxEcs('SERVICE_DEPLOYMENT_FAILED', reason))).toMatchObject({
      type: 'ecs-failed',
      service: 'catalog',
      environment: 'sandbox',
      reason,
    });
  });

  it.each([
    ['SERVICE_DEPLOYMENT_IN_PROGRESS', 'ECS deployment ecs-svc/123 in progress.'],
    ['SERVICE_DEPLOYMENT_COMPLETED', 'ECS deployment ecs-svc/123 completed.'],
    ['SERVICE_DEPLOYMENT_FAILED', ECS_ROLLBACK],
  ])('with %s and the reason %j is ignored', (name, reason) => {
    expect(read(sandboxEcs(name, reason))).toEqual(ignored(`${name} is no rollback`));
  });

  it.each([
    ['another cluster', ECS_SERVICE.replace('sandbox-platform', 'staging-platform')],
    ['another service', ECS_SERVICE.replace('sandbox-catalog', 'sandbox-payments')],
    ['the short form', 'arn:aws:ecs:us-east-1:111122223333:service/shop-sandbox-catalog-Service'],
    ['no', ''],
  ])('with an ARN of %s service is ignored', (_, arn) => {
    expect(read(sandboxEcs('SERVICE_DEPLOYMENT_IN_PROGRESS', ECS_ROLLBACK, arn))).toEqual(
      ignored('is not of this project'),
    );
  });
});

it.each([
  ['another kind', { 'detail-type': 'ECR Image Scan', detail: {} }, 'ECR Image Scan'],
  ['no kind', {}, 'undefined'],
  ['nothing', undefined, 'undefined'],
  ['null', null, 'undefined'],
  ['text', 'FAILED', 'undefined'],
])('an event of %s is ignored with a reason', (_, event, reason) => {
  expect(read(event)).toEqual(ignored(`events of the kind ${reason} are not read here`));
});

it.each([
  ['CodePipeline Pipeline Execution State Change'],
  ['CodePipeline Action Execution State Change'],
  ['CodeDeploy Deployment State-change Notification'],
  ['ECS Deployment State Change'],
])('a torn event of the kind %s is ignored', (type) => {
  for (const detail of [undefined, null, 'text', [], { state: 7, type: null, pipeline: {} }]) {
    expect(read({ 'detail-type': type, detail })).toHaveProperty('ignored');
  }
});

describe('names that begin alike', () => {
  const alike = new WatchedReleases('shop', ['cart', 'cart-a'], ['dev', 'dev-cart']);

  it('are told apart by the longest one that fits', () => {
    const arn = (cluster: string, service: string) =>
      `arn:aws:ecs:us-east-1:111122223333:service/shop-${cluster}-platform-Cluster-1/shop-${service}-Service-2`;
    expect(alike.placeOfEcsService(arn('dev', 'dev-cart-a'))).toEqual({
      service: 'cart-a',
      environment: 'dev',
    });
    expect(alike.placeOfEcsService(arn('dev', 'dev-cart'))).toEqual({ service: 'cart', environment: 'dev' });
    expect(alike.placeOfEcsService(arn('dev-cart', 'dev-cart-cart'))).toEqual({
      service: 'cart',
      environment: 'dev-cart',
    });
  });
});

it('a function without settings watches nothing', () => {
  expect(readEvent(pipelineEvent('FAILED'), WatchedReleases.fromEnvironment({}))).toHaveProperty('ignored');
});
