import { isDeepStrictEqual } from 'node:util';
import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { AlarmType, CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { GetPipelineExecutionCommand, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient, StageState } from '@aws-sdk/client-codepipeline';
import { parseEvent } from '../events/aws-event';
import type { AwsEventOf, Ignored } from '../events/aws-event';
import { pipelineName } from '../shared/names';
import { alarmInTitle } from './alarm-names';
import { failedAction, failedOnEcs } from './failed-release';
import type { Incident, Trouble } from './incident';
import { itemData, newItem, searchable } from './ops-item';
import type { ItemFacts } from './ops-item';
import type { OpsItems } from './ops-items';
import { environmentOf, releasesOf, troubleOfAlarm } from './settings';
import type { IncidentSettings } from './settings';

/** What events are handled with. */
export interface Tracker {
  readonly settings: IncidentSettings;
  readonly items: OpsItems;
  readonly codePipeline: CodePipelineClient;
  readonly cloudWatch: CloudWatchClient;
  /** What an OpsItem tells people beside its trouble. */
  readonly factsFor: (trouble: Trouble) => Promise<ItemFacts>;
  /** Tells people that an incident has opened, or is over. */
  readonly announce: (incident: Incident) => Promise<void>;
  /** Writes the draft of a postmortem; resolves to its page, or to nothing when there is nothing to learn. */
  readonly draft: (incident: Incident) => Promise<string | undefined>;
}

/** What became of an event, for the log. */
export type Tracked = Ignored | { readonly opened?: string; readonly resolved?: readonly string[] };

/**
 * Opens, or ends, the incident that an event is about. An event that comes again finds what is done and does what is not;
 * only a message may go out twice.
 */
export async function trackEvent(event: unknown, tracker: Tracker): Promise<Tracked> {
  const read = parseEvent(event);
  if ('ignored' in read) return read;
  switch (read.type) {
    case 'ops-item':
      return openedByAlarm(read, tracker);
    case 'alarm':
      return alarmChanged(read, tracker);
    case 'stage':
      return stageEnded(read, tracker);
    case 'action':
      return releaseFailed(failedAction(read, releasesOf(tracker.settings)), tracker);
    case 'ecs':
      return releaseFailed(failedOnEcs(read, releasesOf(tracker.settings)), tracker);
  }
}

/** CloudWatch has made an OpsItem: it gets what people need. Its alarm may be OK already, in an event that came before. */
async function openedByAlarm({ detail }: AwsEventOf<'ops-item'>, tracker: Tracker): Promise<Tracked> {
  const { 'ops-item-id': id, title } = detail;
  const alarm = alarmInTitle(title);
  const incident = alarm === undefined ? undefined : await tracker.items.get(id);
  if (alarm === undefined || !incident?.open)
    return { ignored: `OpsItem ${id} is no open one of an alarm here` };
  await tell(incident, await tracker.factsFor(incident), tracker);
  const isOver = (await stateOf(alarm, tracker)) === 'OK';
  return isOver ? end([incident], new Date().toISOString(), tracker) : { opened: id };
}

/** An alarm is red, or over. Without data, nothing is known to be good. */
async function alarmChanged(event: AwsEventOf<'alarm'>, tracker: Tracker): Promise<Tracked> {
  const { alarmName: alarm, state } = event.detail;
  const at = state.timestamp ?? event.time;
  const trouble = troubleOfAlarm(alarm, at, tracker.settings);
  if (!trouble) return { ignored: `alarm ${alarm} opens no incident` };
  const { account: home = event.account, near = true } = environmentOf(tracker.settings, trouble.place) ?? {};
  // Another account may tell of its alarms too, and could give one any name.
  if (event.account !== home)
    return { ignored: `alarm ${alarm} is one of account ${event.account}, not of ${home}` };
  if (state.value === 'ALARM')
    return near ? { ignored: `CloudWatch itself opens an OpsItem for ${alarm}` } : open(trouble, tracker);
  if (state.value !== 'OK') return { ignored: `alarm ${alarm} is ${state.value}, which ends nothing` };
  if (near && (await stateOf(alarm, tracker)) === 'ALARM') return { ignored: `alarm ${alarm} is red again` };
  const told = (await tracker.items.open()).filter((incident) => incident.alarm === alarm);
  return end(told, at, tracker);
}

async function releaseFailed(trouble: Trouble | Ignored, tracker: Tracker): Promise<Tracked> {
  if ('ignored' in trouble) return trouble;
  const { service, environment } = trouble.place;
  const command = new GetPipelineStateCommand({ name: pipelineName(tracker.settings.project, service) });
  const { stageStates = [] } = await tracker.codePipeline.send(command);
  const stage = stageStates.find(({ stageName }) => stageName === environment);
  if (isOvertaken(trouble, stage)) return { ignored: `a later release succeeded already: ${trouble.what}` };
  const execution = trouble.execution ?? stage?.latestExecution?.pipelineExecutionId;
  return open({ ...trouble, ...(execution && { execution }) }, tracker);
}

/** A stage that CodePipeline took back by itself serves users again, but the release is still to be mended. */
async function stageEnded({ detail, time }: AwsEventOf<'stage'>, tracker: Tracker): Promise<Tracked> {
  const { pipeline, stage: environment, state, 'execution-id': execution } = detail;
  const place = releasesOf(tracker.settings).placeOfStage(pipeline, environment);
  if (!place || state !== 'SUCCEEDED') return { ignored: `${environment} of ${pipeline} is ${state}` };
  const failed = (await tracker.items.open()).filter(
    (one) => one.cause === 'release' && isDeepStrictEqual(one.place, place),
  );
  if (failed.length === 0)
    return { ignored: `${environment} of ${pipeline} succeeded, and no incident waits for that` };
  const command = new GetPipelineExecutionCommand({ pipelineName: pipeline, pipelineExecutionId: execution });
  const { trigger } = (await tracker.codePipeline.send(command)).pipelineExecution ?? {};
  if (trigger?.triggerType === 'AutomatedRollback')
    return { ignored: `${environment} of ${pipeline} went back by itself, which mends no release` };
  return end(failed, time, tracker);
}

async function open(trouble: Trouble, tracker: Tracker): Promise<Tracked> {
  const facts = await tracker.factsFor(trouble);
  const incident = await tracker.items.create(newItem(tracker.settings.project, trouble, facts));
  if (!incident) throw new Error(`no OpsItem could be made, or read, for: ${trouble.what}`);
  if (incident.told) return { ignored: `OpsItem ${incident.id} is open already: ${trouble.what}` };
  await tell(incident, facts, tracker);
  return { opened: incident.id };
}

/** Tells people once, and writes what is known into the item. */
async function tell(
  incident: Incident,
  facts: ItemFacts,
  { announce, items, settings }: Tracker,
): Promise<void> {
  if (incident.told) return;
  await announce(incident);
  const data = itemData(settings.project, incident, facts);
  await items.note(incident.id, { ...data, ...searchable({ announced: 'opened' }) });
}

/** Ends the incidents that began before; resolving comes last, so that an event that comes again finds what is left. */
async function end(incidents: readonly Incident[], at: string, tracker: Tracker): Promise<Tracked> {
  const resolved: string[] = [];
  for (const incident of incidents.filter(({ began }) => began <= at)) {
    const over = { ...incident, ended: at };
    const postmortem = await tracker.draft(over);
    await tracker.announce({ ...over, ...(postmortem && { postmortem }) });
    await tracker.items.note(incident.id, searchable({ ended: at, postmortem }), 'Resolved');
    resolved.push(incident.id);
  }
  return resolved.length > 0 ? { resolved } : { ignored: `no incident is open that began before ${at}` };
}

async function stateOf(alarm: string, { cloudWatch }: Tracker): Promise<string | undefined> {
  const AlarmTypes: AlarmType[] = ['CompositeAlarm', 'MetricAlarm'];
  const asked = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [alarm], AlarmTypes }));
  return (asked.CompositeAlarms?.[0] ?? asked.MetricAlarms?.[0])?.StateValue;
}

/** Whether a release that failed was followed by one that succeeded: its event may come later than that one's. */
function isOvertaken({ began, execution }: Trouble, stage: StageState | undefined): boolean {
  const { pipelineExecutionId, status, type } = stage?.latestExecution ?? {};
  if (status !== 'Succeeded' || type === 'ROLLBACK' || pipelineExecutionId === execution) return false;
  const ends = (stage?.actionStates ?? []).map(({ latestExecution }) => latestExecution?.lastStatusChange);
  return Math.max(0, ...ends.map((end_) => end_?.getTime() ?? 0)) > Date.parse(began);
}
