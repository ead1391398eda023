type Detail = Readonly<Record<string, unknown>>;

const EXECUTION = '4b7a32ee-0e5f-4a3c-9a2b-0f0f5d2b7c11';
const COMMIT = '9f3c1d2e4b5a69788796a5b4c3d2e1f001122334';

/** What every event has. Source: Amazon EventBridge event reference. */
function event(source: string, type: string, resources: readonly string[], detail: Detail) {
  return {
    version: '0',
    id: 'CWE-event-id',
    'detail-type': type,
    source,
    account: '111122223333',
    time: '2026-11-20T10:00:00Z',
    region: 'us-east-1',
    resources,
    detail,
  };
}

const PIPELINE_ARN = 'arn:aws:codepipeline:us-east-1:111122223333:shop-storefront';

/** Source: CodePipeline user guide, "Monitoring CodePipeline events". */
export function pipelineEvent(state: string, changes: Detail = {}) {
  return event('aws.codepipeline', 'CodePipeline Pipeline Execution State Change', [PIPELINE_ARN], {
    pipeline: 'shop-storefront',
    'execution-id': EXECUTION,
    'start-time': '2026-11-20T09:58:00.000Z',
    state,
    version: 3,
    'pipeline-execution-attempt': 1,
    'execution-trigger': {
      'trigger-type': 'CloudWatchEvent',
      'trigger-detail': 'arn:aws:events:us-east-1:111122223333:rule/shop-source',
    },
    ...changes,
  });
}

/** Source: CodePipeline user guide, "Monitoring CodePipeline events". */
export function actionEvent(category: string, state: string, changes: Detail = {}) {
  return event('aws.codepipeline', 'CodePipeline Action Execution State Change', [PIPELINE_ARN], {
    pipeline: 'shop-storefront',
    'execution-id': EXECUTION,
    'start-time': '2026-11-20T09:58:00.000Z',
    stage: category === 'Source' ? 'Source' : 'Approve-production',
    'action-execution-id': 'cf1d4d5e-1111-2222-3333-444455556666',
    action: category === 'Source' ? 'Source' : 'Approve',
    'execution-result': { 'external-execution-id': COMMIT, 'external-execution-summary': 'Paint it blue' },
    state,
    region: 'us-east-1',
    type: { owner: 'AWS', category, provider: category === 'Source' ? 'CodeCommit' : 'Manual', version: '1' },
    version: 3,
    'pipeline-execution-attempt': 1,
    ...changes,
  });
}

/** Source: CodeDeploy user guide, "Monitoring deployments with Amazon CloudWatch Events". */
export function deploymentEvent(state: string, changes: Detail = {}) {
  const name = 'shop-sandbox-storefront';
  return event(
    'aws.codedeploy',
    'CodeDeploy Deployment State-change Notification',
    [
      `arn:aws:codedeploy:us-east-1:111122223333:deploymentgroup:${name}/release`,
      `arn:aws:codedeploy:us-east-1:111122223333:application:${name}`,
    ],
    {
      region: 'us-east-1',
      deploymentId: 'd-ROLLBACK1',
      instanceGroupId: '9fd2fbef-2157-40d8-91e7-6845af69e2d2',
      deploymentGroup: 'release',
      state,
      application: name,
      ...changes,
    },
  );
}

export const ECS_SERVICE =
  'arn:aws:ecs:us-east-1:111122223333:service/shop-sandbox-platform-ClusterEB0386A7-Nf8Kq0/shop-sandbox-catalog-Service9571FDD8-a1B2c3';

/** Source: Amazon ECS developer guide, "service deployment state change events". */
export function ecsEvent(eventName: string, reason: string, arn = ECS_SERVICE) {
  return event('aws.ecs', 'ECS Deployment State Change', [arn], {
    eventType: 'INFO',
    eventName,
    deploymentId: 'ecs-svc/123',
    updatedAt: '2026-11-20T10:00:00Z',
    reason,
  });
}

/** The reason of a rollback, in the words of the same page. */
export const ECS_ROLLBACK = 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/122.';

/** Id of the execution in the events. */
export const EXECUTION_ID = EXECUTION;
export const COMMIT_ID = COMMIT;
