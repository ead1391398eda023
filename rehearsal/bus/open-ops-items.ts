import type { CompositeAlarmModel } from '../composite-alarm-model';
import type { OpsCenter } from './account/ops-center';
import type { AwsEvent } from './aws-events';

/**
 * The events, with those of the OpsItems that CloudWatch opens when an alarm turns red. Each turn opens one: the item
 * before is resolved when the alarm is OK, and until then CloudWatch opens no second one.
 * Source: EventBridge event reference, "Systems Manager events", "OpsCenter OpsItem create notification".
 */
export function openOpsItems(
  events: readonly AwsEvent[],
  alarms: readonly CompositeAlarmModel[],
  opsCenter: OpsCenter,
): AwsEvent[] {
  const severities = new Map(alarms.map(({ name, opsItem }) => [name, opsItem]));
  return events.flatMap((event) => {
    const alarm = redAlarm(event);
    const Severity = alarm === undefined ? undefined : severities.get(alarm);
    if (Severity === undefined) return [event];
    const Title = `CloudWatch alarm - '${alarm}' is in ALARM state`;
    const source = 'CloudWatch alarm';
    const item = { Title, Severity, Source: source, OperationalData: {} };
    const id = opsCenter.open(item, new Date(event.time));
    return [event, created(event, { 'ops-item-id': id, title: Title, source, status: 'Open' })];
  });
}

function redAlarm(event: AwsEvent): string | undefined {
  if (event['detail-type'] !== 'CloudWatch Alarm State Change') return undefined;
  const { alarmName, state } = event.detail as { alarmName: string; state: { value: string } };
  return state.value === 'ALARM' ? alarmName : undefined;
}

function created(cause: AwsEvent, detail: Readonly<Record<string, string>>): AwsEvent {
  const { id, region, account } = cause as { readonly [field: string]: string };
  return {
    ...cause,
    id: `${id}-item`,
    source: 'aws.ssm',
    'detail-type': 'OpsItem Create',
    resources: [`arn:aws:ssm:${region}:${account}:opsitem/${detail['ops-item-id']}`],
    detail: { ...detail, 'ops-item-type': '/aws/issue', 'created-time': cause.time },
  };
}
