type Detail = Readonly<Record<string, unknown>>;

/** A time of the day on which everything in these tests happens. */
export function at(minute: number): string {
  return new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString();
}

/** What every event has. Source: Amazon EventBridge event reference. */
function event(source: string, type: string, time: string, resources: readonly string[], detail: Detail) {
  return {
    version: '0',
    id: `event-${type}-${time}`,
    'detail-type': type,
    source,
    account: '111122223333',
    time: time.replace('.000Z', 'Z'),
    region: 'us-east-1',
    resources,
    detail,
  };
}

/** Times of alarms have milliseconds and an offset without a colon. */
const alarmTime = (time: string): string => time.replace('Z', '+0000');

/** Source: CloudWatch user guide, "Alarm events and EventBridge". */
export function alarmEvent(name: string, state: string, minute: number, before?: readonly [string, number]) {
  const [beforeState, beforeMinute] = before ?? [state === 'ALARM' ? 'OK' : 'ALARM', minute - 10];
  return event(
    'aws.cloudwatch',
    'CloudWatch Alarm State Change',
    at(minute),
    [`arn:aws:cloudwatch:us-east-1:111122223333:alarm:${name}`],
    {
      alarmName: name,
      state: {
        value: state,
        reason: `${name} transitioned to ${state}`,
        reasonData: '{"triggeringAlarms":[]}',
        timestamp: alarmTime(at(minute)),
      },
      previousState: { value: beforeState, reason: 'before', timestamp: alarmTime(at(beforeMinute)) },
      configuration: {
        description: 'Users get errors.',
        alarmRule: 'ALARM(one) OR ALARM(two)',
        actionsEnabled: true,
      },
    },
  );
}

/** Source: EventBridge event reference, "Systems Manager events", "OpsCenter OpsItem create notification". */
export function opsItemEvent(id: string, title: string, minute: number) {
  const item = `arn:aws:ssm:us-east-1:111122223333:opsitem/${id}`;
  return event('aws.ssm', 'OpsItem Create', at(minute), [item], {
    'created-by': 'arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForCloudWatchAlarms_ActionSSM/a',
    'created-time': at(minute),
    source: 'CloudWatch alarm',
    status: 'Open',
    'ops-item-id': id,
    title,
    'ops-item-type': '/aws/issue',
    description: 'An alarm is red.',
  });
}

/** Execution that the events below are about, and the commit that it releases. */
export const EXECUTION = '4b7a32ee-0e5f-4a3c-9a2b-0f0f5d2b7c11';
export const COMMIT = '9f3c1d2e4b5a69788796a5b4c3d2e1f001122334';

const PIPELINE = ['arn:aws:codepipeline:us-east-1:111122223333:shop-storefront'];
const execution = {
  pipeline: 'shop-storefront',
  'execution-id': EXECUTION,
  'start-time': '2026-11-20T09:58:00.000Z',
  version: 3,
  'pipeline-execution-attempt': 1,
};

/** Source: CodePipeline user guide, "Monitoring CodePipeline events". */
export function actionEvent(state: string, minute: number, changes: Detail = {}) {
  return event('aws.codepipeline', 'CodePipeline Action Execution State Change', at(minute), PIPELINE, {
    ...execution,
    stage: 'production',
    'action-execution-id': '47f821c5-a902-4c47-ae2e-6c1fa1b9d2d6',
    action: 'Deploy',
    'execution-result': {
      'external-execution-url': 'https://us-east-1.console.aws.amazon.com/codedeploy/home',
      'external-execution-summary': 'Deployment d-ABC was stopped: an alarm is in ALARM.',
      'external-execution-id': 'd-ABC',
      'error-code': 'JobFailed',
    },
    state,
    region: 'us-east-1',
    type: { owner: 'AWS', category: 'Deploy', provider: 'CodeDeployToECS', version: '1' },
    ...changes,
  });
}

/** Source: CodePipeline user guide, "Monitoring CodePipeline events". */
export function stageEvent(state: string, minute: number, changes: Detail = {}) {
  return event('aws.codepipeline', 'CodePipeline Stage Execution State Change', at(minute), PIPELINE, {
    ...execution,
    stage: 'production',
    state,
    ...changes,
  });
}

/** The whole pipeline, at minute 0. Source: CodePipeline user guide, "Monitoring CodePipeline events". */
export function pipelineEvent(state: string, changes: Detail = {}) {
  return event('aws.codepipeline', 'CodePipeline Pipeline Execution State Change', at(0), PIPELINE, {
    ...execution,
    state,
    'execution-trigger': {
      'trigger-type': 'CloudWatchEvent',
      'trigger-detail': 'arn:aws:events:us-east-1:111122223333:rule/shop-source',
    },
    ...changes,
  });
}

/** An action that reads the source, or any other as the approval before production is, at minute 0. */
export function actionOf(category: string, state: string, changes: Detail = {}) {
  const source = category === 'Source';
  return actionEvent(state, 0, {
    stage: source ? 'Source' : 'Approve-production',
    action: source ? 'Source' : 'Approve',
    'execution-result': { 'external-execution-id': COMMIT, 'external-execution-summary': 'Paint it blue' },
    type: { owner: 'AWS', category, provider: source ? 'CodeCommit' : 'Manual', version: '1' },
    ...changes,
  });
}

/** Source: CodeDeploy user guide, "Monitoring deployments with Amazon CloudWatch Events". */
export function deploymentEvent(
  state: string,
  minute: number,
  changes: Detail = {},
  name = 'shop-production-storefront',
) {
  return event(
    'aws.codedeploy',
    'CodeDeploy Deployment State-change Notification',
    at(minute),
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

/** A deployment of storefront in sandbox, at minute 0. */
export function sandboxDeployment(state: string, changes: Detail = {}) {
  return deploymentEvent(state, 0, changes, 'shop-sandbox-storefront');
}

const SERVICES = 'arn:aws:ecs:us-east-1:111122223333:service';

/** Source: Amazon ECS developer guide, "service deployment state change events". */
export function ecsEvent(
  eventName: string,
  reason: string,
  minute: number,
  arn = `${SERVICES}/shop-production-platform-Cluster-1/shop-production-catalog-Service-2`,
) {
  return event('aws.ecs', 'ECS Deployment State Change', at(minute), [arn], {
    ...{ eventType: 'INFO', eventName, deploymentId: 'ecs-svc/123', updatedAt: at(minute), reason },
  });
}

/** Catalog in sandbox, as CloudFormation names its service and cluster. */
export const ECS_SERVICE = `${SERVICES}/shop-sandbox-platform-ClusterEB0386A7-Nf8Kq0/shop-sandbox-catalog-Service9571FDD8-a1B2c3`;

/** The same of catalog in sandbox, at minute 0. */
export function sandboxEcs(eventName: string, reason: string, arn = ECS_SERVICE) {
  return ecsEvent(eventName, reason, 0, arn);
}

/** The reason of a rollback, in the words of the same page. */
export const ECS_ROLLBACK = 'ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/122.';
