import { SERVICE_METRICS } from '../../../app/shared/contract';
import type { AwsOperation } from '../../pipeline/endpoint/aws-error';
import { eventsOf, timeOf } from '../run-record';
import type { RunRecord } from '../run-record';
import { epochSeconds } from './seconds';

const MINUTE_MS = 60_000;

/** Part of a metric of CloudWatch. */
interface Metric {
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

/** Part of `cloudwatch:GetMetricData`. */
interface Query {
  readonly Id?: string;
  readonly MetricStat?: { readonly Metric?: Metric };
}

/**
 * CloudWatch as it remembers a run: the states of the alarms, and the requests of the users by minute, as they were
 * counted in the run.
 */
export function cloudWatchHistory(record: () => RunRecord): Readonly<Record<string, AwsOperation>> {
  return {
    // Events are told in their order, and an alarm is not ahead of them.
    DescribeAlarms: () => ({ CompositeAlarms: [], MetricAlarms: [] }),
    DescribeAlarmHistory: () => ({ AlarmHistoryItems: alarmHistory(record()) }),
    GetMetricData: (input) => ({
      MetricDataResults: ((input.MetricDataQueries ?? []) as readonly Query[]).map((query) =>
        minutes(record(), query),
      ),
    }),
  };
}

function alarmHistory(record: RunRecord): object[] {
  return eventsOf(record, 'alarm').map(({ at, name, state, reason }) => ({
    AlarmName: name,
    Timestamp: epochSeconds(timeOf(record, at)),
    HistoryItemType: 'StateUpdate',
    HistorySummary: `Alarm updated to ${state}`,
    HistoryData: JSON.stringify({ newState: { stateValue: state, stateReason: reason } }),
  }));
}

function minutes(
  record: RunRecord,
  { Id, MetricStat: { Metric: { MetricName = '', Dimensions = [] } = {} } = {} }: Query,
): object {
  const errors = MetricName === SERVICE_METRICS.errors;
  const place = Dimensions.find(({ Name }) => Name === SERVICE_METRICS.dimensions.environment)?.Value;
  const sums = new Map<number, number>();
  for (const { at, requests, failed, environment } of eventsOf(record, 'sample')) {
    if (environment !== place) continue;
    const minute = Math.floor(timeOf(record, at).getTime() / MINUTE_MS) * MINUTE_MS;
    sums.set(minute, (sums.get(minute) ?? 0) + (errors ? failed : requests));
  }
  const sorted = [...sums].toSorted(([one], [other]) => one - other);
  return {
    Id,
    StatusCode: 'Complete',
    Timestamps: sorted.map(([minute]) => minute / 1000),
    Values: sorted.map(([, value]) => value),
  };
}
