import type { Place, WatchedReleases } from './watched-releases';

/** Where an event came from: what every message needs for its links and its thread. */
interface Origin {
  /** Id of the event, the same when it is delivered twice. */
  readonly id: string;
  readonly region: string;
}

/** Something happened to an execution of a pipeline. */
export interface ExecutionEvent extends Origin {
  /** `released` is known to be a good end of a release or of a rollback only after a look at the history. */
  readonly type: 'started' | 'approval' | 'failed' | 'released';
  readonly service: string;
  readonly pipeline: string;
  readonly execution: string;
  /** Stage of the action, where the event is about one. */
  readonly stage: string;
  /** How often the execution was tried, with retries of stages. */
  readonly attempt: number;
}

/** CodeDeploy finished a deployment, which may be the way back. */
export interface DeploymentEvent extends Origin, Place {
  readonly type: 'deployed';
  readonly deployment: string;
}

/** ECS takes a service back to the version before, or has given up and says nothing of a way back. */
export interface EcsDeploymentEvent extends Origin, Place {
  readonly type: 'ecs-rollback' | 'ecs-failed';
  readonly arn: string;
  /** In the words of ECS. */
  readonly reason: string;
}

/** What this project has something to say about. */
export type ReleaseEvent = ExecutionEvent | DeploymentEvent | EcsDeploymentEvent;

/** An event that nobody needs to hear about, and why. */
export interface Ignored {
  readonly ignored: string;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an event of EventBridge. An event of any other form is ignored with a reason: AWS may add kinds of events at
 * any time.
 * Source of the forms: CodePipeline user guide, "Monitoring CodePipeline events"; CodeDeploy user guide, "Monitoring
 * deployments with Amazon CloudWatch Events"; Amazon ECS developer guide, "service deployment state change events".
 */
export function readEvent(event: unknown, watched: WatchedReleases): ReleaseEvent | Ignored {
  const fields = fieldsOf(event);
  const origin = { id: textOf(fields.id), region: textOf(fields.region) };
  const detail = fieldsOf(fields.detail);
  switch (fields['detail-type']) {
    case 'CodePipeline Pipeline Execution State Change':
      return ofExecution(origin, detail, PIPELINE_STATES[textOf(detail.state)], watched);
    case 'CodePipeline Action Execution State Change':
      return ofExecution(origin, detail, ACTION_STATES[actionState(detail)], watched);
    case 'CodeDeploy Deployment State-change Notification':
      return ofDeployment(origin, detail, watched);
    case 'ECS Deployment State Change':
      return ofEcs(origin, fields.resources, detail, watched);
    default:
      return { ignored: `events of the kind ${String(fields['detail-type'])} are not read here` };
  }
}

const PIPELINE_STATES: Readonly<Record<string, ExecutionEvent['type']>> = {
  FAILED: 'failed',
  SUCCEEDED: 'released',
};

/** A release is announced when its commit is known, which is after Source and not when the execution starts. */
const ACTION_STATES: Readonly<Record<string, ExecutionEvent['type']>> = {
  'Source SUCCEEDED': 'started',
  'Approval STARTED': 'approval',
};

function actionState(detail: Fields): string {
  return `${textOf(fieldsOf(detail.type).category)} ${textOf(detail.state)}`;
}

function ofExecution(
  origin: Origin,
  detail: Fields,
  type: ExecutionEvent['type'] | undefined,
  watched: WatchedReleases,
): ExecutionEvent | Ignored {
  const pipeline = textOf(detail.pipeline);
  const execution = textOf(detail['execution-id']);
  const service = watched.serviceOfPipeline(pipeline);
  if (!type) return { ignored: `nothing is said about the state ${textOf(detail.state)}` };
  if (!service || !execution) return { ignored: `pipeline ${pipeline} is not of this project` };
  const attempt = Number(detail['pipeline-execution-attempt'] ?? 1);
  return { ...origin, type, service, pipeline, execution, stage: textOf(detail.stage), attempt };
}

function ofDeployment(origin: Origin, detail: Fields, watched: WatchedReleases): DeploymentEvent | Ignored {
  const application = textOf(detail.application);
  const place = watched.placeOfApplication(application);
  const deployment = textOf(detail.deploymentId);
  if (!place || !deployment) return { ignored: `application ${application} is not of this project` };
  if (detail.state !== 'SUCCESS')
    return { ignored: `nothing is said about the state ${textOf(detail.state)}` };
  return { ...origin, ...place, type: 'deployed', deployment };
}

function ofEcs(
  origin: Origin,
  resources: unknown,
  detail: Fields,
  watched: WatchedReleases,
): EcsDeploymentEvent | Ignored {
  const arn = textOf(Array.isArray(resources) ? resources[0] : undefined);
  const place = watched.placeOfEcsService(arn);
  const reason = textOf(detail.reason);
  if (!place) return { ignored: `service ${arn} is not of this project` };
  const outcome = ecsOutcome(textOf(detail.eventName), reason);
  if (!outcome) return { ignored: `${textOf(detail.eventName)} is no rollback: ${reason}` };
  return { ...origin, ...place, type: `ecs-${outcome}`, arn, reason };
}

/**
 * What an event of an ECS deployment means; undefined when nobody needs to hear of it. The beginning of a rollback differs
 * from the beginning of a release in its reason only. A failure that names a rollback is followed by the event of that.
 */
export function ecsOutcome(eventName: string, reason: string): 'rollback' | 'failed' | undefined {
  const goesBack = /\broll(?:ing|ed)? ?back\b/i.test(reason);
  if (eventName === 'SERVICE_DEPLOYMENT_IN_PROGRESS' && goesBack) return 'rollback';
  return eventName === 'SERVICE_DEPLOYMENT_FAILED' && !goesBack ? 'failed' : undefined;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
