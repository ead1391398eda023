import { plainLine, plainText } from '../../app/shared/plain-text';
import type { Place } from '../dora/history';
import { ecsOutcome } from '../notifications/release-event';
import type { WatchedReleases } from '../notifications/watched-releases';
import { readDrift } from './read-drift';
import type { Look, Unwatched } from './read-drift';
import { placeText } from './signal';
import type { Ignored, Signal } from './signal';
import { driftAlarmName, serviceImpairedName } from './watched-alarms';

/** What belongs to this project, by the names that events carry. */
export interface Watched {
  readonly project: string;
  readonly services: readonly string[];
  readonly environments: readonly string[];
  /** Those of the services that an environment has. */
  readonly servicesOf: (environment: string) => readonly string[];
  /** Account of an environment; undefined when the project has one account, which nobody named. */
  readonly accountOf: (environment: string) => string | undefined;
  readonly releases: Pick<WatchedReleases, 'serviceOfPipeline' | 'placeOfApplication' | 'placeOfEcsService'>;
}

/** An action, or the whole stage, of an environment came through: what it means, only its execution can tell. */
export interface StageEnd {
  readonly type: 'stage-succeeded';
  readonly place: Place;
  readonly pipeline: string;
  readonly execution: string;
  readonly at: string;
}

/** CodeDeploy finished a deployment, which may be the way back: only the deployment can tell. */
export interface DeploymentEnd {
  readonly type: 'deployed';
  readonly place: Place;
  readonly deployment: string;
  readonly at: string;
}

/**
 * An alarm is red, and its page is held back for another one: whether it counts, only time can tell. Or it has ended,
 * and its page may have been held back until then.
 */
export interface HeldBack {
  readonly type: 'held-back';
  /** What is true when it counts, or counted. */
  readonly signal: Signal;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads an event of EventBridge. An event of any other form is ignored with a reason: AWS may add kinds of events at any
 * time. Source of the forms: CloudWatch user guide, "Alarm events and EventBridge"; CodePipeline user guide, "Monitoring
 * CodePipeline events"; CodeDeploy user guide, "Monitoring deployments with Amazon CloudWatch Events"; Amazon ECS
 * developer guide, "service deployment state change events".
 */
export function readSignal(
  event: unknown,
  watched: Watched,
): Signal | StageEnd | DeploymentEnd | HeldBack | Unwatched | Look | Ignored {
  const fields = fieldsOf(event);
  const detail = fieldsOf(fields.detail);
  const at = timeOf(fields.time);
  if (at === undefined) return { ignored: `an event of the kind ${kindOf(fields)} without a time` };
  switch (fields['detail-type']) {
    case 'CloudWatch Alarm State Change':
      return ofAlarm(detail, { time: at, account: textOf(fields.account) }, watched);
    case 'CodePipeline Action Execution State Change':
      return ofAction(detail, at, watched);
    case 'CodePipeline Stage Execution State Change':
      return ofStage(detail, at, watched);
    case 'CodeDeploy Deployment State-change Notification':
      return ofDeployment(detail, at, watched);
    case 'ECS Deployment State Change':
      return ofEcs(fields.resources, detail, at, watched);
    default:
      return { ignored: `events of the kind ${kindOf(fields)} are not read here` };
  }
}

function ofAlarm(
  detail: Fields,
  { time, account }: { readonly time: string; readonly account: string },
  watched: Watched,
): Signal | HeldBack | Unwatched | Look | Ignored {
  const alarm = textOf(detail.alarmName);
  const state = fieldsOf(detail.state);
  const before = fieldsOf(detail.previousState);
  const at = timeOf(state.timestamp) ?? time;
  const since = before.value === 'ALARM' ? timeOf(before.timestamp) : undefined;
  if (alarm === driftAlarmName(watched.project))
    return readDrift(textOf(state.value), { alarm, at, ...(since && { since }) });
  const place = placeOfAlarm(alarm, watched);
  if (!place) return { ignored: `alarm ${alarm} opens no incident` };
  const home = watched.accountOf(place.environment) ?? account;
  // Another account may tell of its alarms too, and could give one any name.
  if (account !== home) return { ignored: `alarm ${alarm} is one of account ${account}, not of ${home}` };
  if (state.value === 'ALARM') {
    const signal = impairedSignal('raised', { place, alarm, at });
    return textOf(state.actionsSuppressedBy) === '' ? signal : { type: 'held-back', signal };
  }
  // What cannot be measured is not known to be good.
  if (state.value !== 'OK')
    return { ignored: `alarm ${alarm} is ${textOf(state.value)}, which ends nothing` };
  const signal = { ...impairedSignal('cleared', { place, alarm, at }), ...(since && { since }) };
  const mayBeHeld = textOf(fieldsOf(detail.configuration).actionsSuppressor) !== '';
  return mayBeHeld ? { type: 'held-back', signal } : signal;
}

/** The service that an alarm of this name is about; undefined when it opens no incident. */
function placeOfAlarm(alarm: string, { project, servicesOf, environments }: Watched): Place | undefined {
  return environments
    .flatMap((environment) => servicesOf(environment).map((service) => ({ service, environment })))
    .find(({ service, environment }) => serviceImpairedName(project, environment, service) === alarm);
}

/** What the alarm of a service says when it turns red, or is OK again. */
export function impairedSignal(
  turn: Signal['turn'],
  { place, alarm, at }: Required<Pick<Signal, 'place' | 'alarm' | 'at'>>,
): Signal {
  const says = turn === 'raised' ? 'does not serve its users as promised' : 'serves its users again';
  return { cause: 'impaired', turn, place, at, alarm, text: `${placeText(place)} ${says}` };
}

/** An action that failed says why; a person who does not approve is no failure, and has a stage of their own. */
function ofAction(detail: Fields, at: string, watched: Watched): Signal | Ignored {
  const released = stageOf(detail, watched);
  if ('ignored' in released) return released;
  if (detail.state !== 'FAILED')
    return { ignored: `nothing follows from an action that is ${textOf(detail.state)}` };
  const { place, execution } = released;
  const action = textOf(detail.action);
  if (fieldsOf(detail.type).category === 'Approval') return { ignored: `${action} was not approved` };
  const reason = textOf(fieldsOf(detail['execution-result'])['external-execution-summary']);
  const text = `the release of ${placeText(place)} failed at ${action}${reason && `: ${sentence(reason)}`}`;
  return { cause: 'release', turn: 'raised', place, at, execution, text };
}

function ofStage(detail: Fields, at: string, watched: Watched): StageEnd | Ignored {
  const released = stageOf(detail, watched);
  if ('ignored' in released) return released;
  const state = textOf(detail.state);
  if (state !== 'SUCCEEDED')
    return { ignored: `nothing follows from a stage that is ${state}; its action tells` };
  return { type: 'stage-succeeded', ...released, at };
}

function ofDeployment(detail: Fields, at: string, { releases }: Watched): DeploymentEnd | Ignored {
  const application = textOf(detail.application);
  const place = releases.placeOfApplication(application);
  const deployment = textOf(detail.deploymentId);
  if (!place || !deployment) return { ignored: `application ${application} is not of this project` };
  if (detail.state !== 'SUCCESS')
    return { ignored: `a deployment that is ${textOf(detail.state)} is no way back yet` };
  return { type: 'deployed', place, deployment, at };
}

function ofEcs(resources: unknown, detail: Fields, at: string, { releases }: Watched): Signal | Ignored {
  const arn = textOf(Array.isArray(resources) ? resources[0] : undefined);
  const place = releases.placeOfEcsService(arn);
  const reason = textOf(detail.reason);
  if (!place) return { ignored: `service ${arn} is not of this project` };
  const outcome = ecsOutcome(textOf(detail.eventName), reason);
  if (!outcome) return { ignored: `${textOf(detail.eventName)} is no rollback: ${reason}` };
  const says =
    outcome === 'rollback'
      ? `ECS took ${placeText(place)} back to the version before`
      : `ECS gave up the deployment of ${placeText(place)}`;
  const text = `${says}: ${sentence(reason)}`;
  return { cause: 'release', turn: 'raised', place, at, text };
}

function stageOf(
  detail: Fields,
  { environments, releases }: Watched,
): Pick<StageEnd, 'place' | 'pipeline' | 'execution'> | Ignored {
  const pipeline = textOf(detail.pipeline);
  const execution = textOf(detail['execution-id']);
  const stage = textOf(detail.stage);
  const service = releases.serviceOfPipeline(pipeline);
  if (!service || !execution) return { ignored: `pipeline ${pipeline} is not of this project` };
  if (!environments.includes(stage)) return { ignored: `the stage ${stage} releases to no environment` };
  return { place: { service, environment: stage }, pipeline, execution };
}

/** Times of alarms have an offset without a colon. */
function timeOf(value: unknown): string | undefined {
  const time = new Date(textOf(value).replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function kindOf(fields: Fields): string {
  return textOf(fields['detail-type']) || 'without a name';
}

function sentence(text: string): string {
  return plainLine(plainText(text).trim().split('\n')[0] ?? '', 300).replace(/\.$/, '');
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
