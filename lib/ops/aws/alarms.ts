import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

/** Most alarm names that one call takes. */
const NAMES_PER_CALL = 100;

/** State of a rollback alarm. */
export interface AlarmState {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`; `missing` when there is no such alarm. */
  readonly state: string;
  readonly reason?: string;
}

/** States of the alarms that are named, in that order. */
export async function alarmStates(client: CloudWatchClient, names: readonly string[]): Promise<AlarmState[]> {
  if (names.length === 0) return [];
  const found = new Map<string, AlarmState>();
  const input = {
    AlarmNames: names.slice(0, NAMES_PER_CALL),
    AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const],
  };
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of paginateDescribeAlarms({ client }, input)) {
    for (const { AlarmName = '', StateValue = '', StateReason } of [...MetricAlarms, ...CompositeAlarms]) {
      const reason = StateReason && { reason: StateReason };
      found.set(AlarmName, { name: AlarmName, state: StateValue, ...reason });
    }
  }
  return names.map((name) => found.get(name) ?? { name, state: 'missing' });
}
