import type { ServiceModel } from '../model';
import { actionRuns, uuid } from './action-runs';
import { deploymentRuns } from './deployments';
import type { Json } from './match-pattern';
import { eventsOf, hasFailed, timeOf } from './run-record';
import type { Execution, Of, RunRecord } from './run-record';

/** An event as EventBridge delivers it. */
export type AwsEvent = Readonly<Record<string, Json>> & {
  readonly time: string;
  readonly 'detail-type': string;
};

/** An event with the cloud second in which it happens. */
interface Timed {
  readonly at: number;
  readonly source: string;
  readonly type: string;
  readonly resources: readonly string[];
  readonly detail: Json;
}

/**
 * What AWS would have told about a run, in the order in which it happened.
 * Forms: CodePipeline user guide, "Monitoring CodePipeline events"; CodeDeploy user guide, "Monitoring deployments with
 * Amazon CloudWatch Events"; Amazon ECS developer guide, "service deployment state change events"; CloudWatch user
 * guide, "Alarm events and EventBridge".
 */
export function awsEvents(record: RunRecord): AwsEvent[] {
  const all = [
    ...record.executions.flatMap((execution) => ofExecution(record, execution)),
    ...ofDeployments(record),
    ...ofAlarms(record),
  ];
  return all
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, source, type, resources, detail }, index) => ({
      version: '0',
      id: uuid(`${record.executions[0]?.id ?? ''}/${type}/${index}`),
      'detail-type': type,
      source,
      // An event comes from where its resource is.
      account: resources[0]?.split(':')[4] ?? record.account,
      // EventBridge gives whole seconds.
      time: timeOf(record, at)
        .toISOString()
        .replace(/\.\d+Z$/, 'Z'),
      region: resources[0]?.split(':')[3] ?? record.region,
      resources,
      detail,
    }));
}

const STATES = { started: 'STARTED', succeeded: 'SUCCEEDED', failed: 'FAILED' } as const;

function ofExecution(record: RunRecord, execution: Execution): Timed[] {
  const detail = executionDetail(record, execution);
  return [
    ...ofPipeline(record, execution, detail),
    ...eventsOf(execution, 'stage').map(({ at, stage, status }) =>
      codePipeline(record, at, 'Stage', { ...detail, stage, state: STATES[status] }),
    ),
    ...ofActions(record, execution, detail),
  ];
}

type Detail = { readonly [name: string]: Json };

function executionDetail(record: RunRecord, { id, events }: Execution): Detail {
  return {
    pipeline: record.pipeline.name,
    'execution-id': id,
    'start-time': timeOf(record, events[0]?.at ?? 0).toISOString(),
    version: 1,
    'pipeline-execution-attempt': 1,
  };
}

function ofPipeline(record: RunRecord, execution: Execution, detail: Detail): Timed[] {
  const [first, last] = [execution.events[0], execution.events.at(-1)];
  if (first === undefined || last === undefined) return [];
  const told = [
    { at: first.at, state: 'STARTED' },
    { at: last.at, state: hasFailed(execution) ? 'FAILED' : 'SUCCEEDED' },
  ];
  return told.map(({ at, state }) => codePipeline(record, at, 'Pipeline', { ...detail, state }));
}

function ofActions(record: RunRecord, execution: Execution, detail: Detail): Timed[] {
  return actionRuns(record.pipeline, execution).flatMap((run) => {
    const { id, stage, action, model, from, to, status, detail: summary = '' } = run;
    const { category = '', provider = '' } = model ?? {};
    const common = {
      ...detail,
      stage,
      action,
      'action-execution-id': id,
      region: record.region,
      type: { owner: 'AWS', category, provider, version: '1' },
    };
    const result = { 'external-execution-id': id, 'external-execution-summary': summary };
    const end = { ...common, state: STATES[status], 'execution-result': result };
    return [
      codePipeline(record, from, 'Action', { ...common, state: 'STARTED' }),
      ...(to === undefined ? [] : [codePipeline(record, to, 'Action', end)]),
    ];
  });
}

function codePipeline(record: RunRecord, at: number, what: string, detail: Json): Timed {
  const type = `CodePipeline ${what} Execution State Change`;
  return { at, source: 'aws.codepipeline', type, resources: [record.pipeline.arn], detail };
}

/** What CodeDeploy tells of the last step of a deployment; other steps it keeps to itself. */
const CODE_DEPLOY_ENDS: Readonly<Record<string, string>> = {
  Created: 'START',
  Succeeded: 'SUCCESS',
  Failed: 'FAILURE',
  Stopped: 'STOP',
};

function ofDeployments(record: RunRecord): Timed[] {
  return deploymentRuns(record).flatMap(({ id, service: name, steps }) => {
    const service = record.services.find((one) => one.name === name);
    if (service === undefined) return [];
    return steps.flatMap((step) =>
      service.controller === 'CODE_DEPLOY'
        ? codeDeploy(record, service, id, step)
        : ecs(record, service, id, step),
    );
  });
}

function codeDeploy(
  { account, region }: RunRecord,
  { codeDeploy: model }: ServiceModel,
  deploymentId: string,
  { at, status }: Of<'deployment'>,
): Timed[] {
  const state = CODE_DEPLOY_ENDS[status];
  if (state === undefined || model === undefined) return [];
  const { application, deploymentGroup } = model;
  const prefix = `arn:aws:codedeploy:${region}:${account}`;
  return [
    {
      at,
      source: 'aws.codedeploy',
      type: 'CodeDeploy Deployment State-change Notification',
      resources: [
        `${prefix}:deploymentgroup:${application}/${deploymentGroup}`,
        `${prefix}:application:${application}`,
      ],
      detail: {
        region,
        deploymentId,
        instanceGroupId: uuid(deploymentGroup),
        deploymentGroup,
        state,
        application,
      },
    },
  ];
}

/** ECS tells that it takes a service back by the reason of a deployment that it begins. */
const ECS_STATES: Readonly<Record<string, readonly [type: string, name: string, reason: string]>> = {
  PENDING: ['INFO', 'SERVICE_DEPLOYMENT_IN_PROGRESS', 'ECS deployment in progress.'],
  IN_PROGRESS: ['INFO', 'SERVICE_DEPLOYMENT_IN_PROGRESS', 'ECS deployment in progress.'],
  SUCCESSFUL: ['INFO', 'SERVICE_DEPLOYMENT_COMPLETED', 'ECS deployment completed.'],
  COMPLETED: ['INFO', 'SERVICE_DEPLOYMENT_COMPLETED', 'ECS deployment completed.'],
  FAILED: ['ERROR', 'SERVICE_DEPLOYMENT_FAILED', 'ECS deployment failed.'],
  ROLLBACK_IN_PROGRESS: ['INFO', 'SERVICE_DEPLOYMENT_IN_PROGRESS', 'ECS deployment rolling back.'],
};

function ecs(
  record: RunRecord,
  { arn }: ServiceModel,
  deploymentId: string,
  { at, status, detail: told }: Of<'deployment'>,
): Timed[] {
  const state = ECS_STATES[status];
  if (state === undefined) return [];
  const [eventType, eventName, reason] = state;
  const detail = {
    eventType,
    eventName,
    deploymentId,
    updatedAt: timeOf(record, at).toISOString(),
    reason: told === undefined ? reason : `${reason} ${told}`,
  };
  return [{ at, source: 'aws.ecs', type: 'ECS Deployment State Change', resources: [arn], detail }];
}

/** Region and account of an alarm, as ARNs have them: those of the service that it is about. */
function placeOf({ services, region, account }: RunRecord, alarm: string): string {
  const about = services.find(({ stack }) => alarm.startsWith(`${stack}-`));
  return about === undefined ? `${region}:${account}` : about.arn.split(':').slice(3, 5).join(':');
}

function ofAlarms(record: RunRecord): Timed[] {
  const before = new Map<string, Of<'alarm'>>();
  return eventsOf(record, 'alarm').map((event) => {
    const { at, name } = event;
    const previous = before.get(name);
    before.set(name, event);
    return {
      at,
      source: 'aws.cloudwatch',
      type: 'CloudWatch Alarm State Change',
      resources: [`arn:aws:cloudwatch:${placeOf(record, name)}:alarm:${name}`],
      detail: {
        alarmName: name,
        state: alarmState(record, event),
        previousState: alarmState(record, previous ?? { at: 0, state: 'INSUFFICIENT_DATA', reason: 'new' }),
      },
    };
  });
}

function alarmState(
  record: RunRecord,
  { at, state, reason }: Pick<Of<'alarm'>, 'at' | 'state' | 'reason'>,
): Json {
  return { value: state, reason, timestamp: timeOf(record, at).toISOString().replace('Z', '+0000') };
}
