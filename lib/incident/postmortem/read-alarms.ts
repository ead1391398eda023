import { DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import type { AlarmHistoryItem, CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { AlarmChange } from '../../dora/history';

/** Every change of the alarms whose names begin with `prefix`, the oldest first; CloudWatch keeps thirty days. */
export async function alarmChanges(
  client: CloudWatchClient,
  prefix: string,
  from: Date,
  to: Date,
): Promise<AlarmChange[]> {
  const changes: AlarmChange[] = [];
  let NextToken: string | undefined;
  do {
    const command = new DescribeAlarmHistoryCommand({
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      HistoryItemType: 'StateUpdate',
      StartDate: from,
      EndDate: to,
      ScanBy: 'TimestampAscending',
      MaxRecords: 100,
      ...(NextToken && { NextToken }),
    });
    const page = await client.send(command);
    changes.push(...(page.AlarmHistoryItems ?? []).flatMap((item) => changeIn(item, prefix)));
    ({ NextToken } = page);
  } while (NextToken);
  return changes;
}

/** CloudWatch tells what happened as JSON in a text. */
function changeIn(
  { AlarmName = '', Timestamp, HistoryData = '{}' }: AlarmHistoryItem,
  prefix: string,
): AlarmChange[] {
  if (!AlarmName.startsWith(prefix) || Timestamp === undefined) return [];
  const { newState } = parsed(HistoryData);
  const state = newState?.stateValue;
  if (state !== 'OK' && state !== 'ALARM' && state !== 'INSUFFICIENT_DATA') return [];
  const reason = newState?.stateReason;
  return [{ alarm: AlarmName, state, at: Timestamp, ...(reason && { reason }) }];
}

interface History {
  readonly newState?: { readonly stateValue?: string; readonly stateReason?: string };
}

function parsed(text: string): History {
  try {
    return JSON.parse(text) as History;
  } catch {
    return {};
  }
}
