import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { SERVICE_METRICS } from '../../../app/shared/contract';
import type { Place } from '../../dora/history';
import type { Minute } from './record';
import type { Span } from './sources';

const DAY_MS = 86_400_000;

/**
 * Seconds between two numbers: CloudWatch keeps minutes for 15 days and five minutes for 63.
 * Source: CloudWatch user guide, "Metrics retention".
 */
export function grainAt(from: Date, now: Date): number {
  const days = (now.getTime() - from.getTime()) / DAY_MS;
  if (days < 15) return 60;
  return days < 63 ? 300 : 3600;
}

/** Requests and failed requests of a service, the oldest first; a minute without a number had no request. */
export async function minutesOf(
  client: CloudWatchClient,
  { place, from, to }: Span,
  now: Date,
): Promise<Minute[]> {
  const queries = queriesFor(place, grainAt(from, now));
  const found = new Map<string, Map<number, number>>([
    ['requests', new Map()],
    ['errors', new Map()],
  ]);
  let NextToken: string | undefined;
  do {
    const command = new GetMetricDataCommand({
      MetricDataQueries: queries,
      StartTime: from,
      EndTime: to,
      ScanBy: 'TimestampAscending',
      ...(NextToken && { NextToken }),
    });
    const page = await client.send(command);
    for (const { Id = '', Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
      Timestamps.forEach((time, index) => found.get(Id)?.set(time.getTime(), Values[index] ?? 0));
    }
    ({ NextToken } = page);
  } while (NextToken);
  const failed = found.get('errors');
  return [...(found.get('requests') ?? [])]
    .toSorted(([one], [other]) => one - other)
    .map(([time, count]) => ({ at: new Date(time), requests: count, failed: failed?.get(time) ?? 0 }));
}

function queriesFor({ service, environment }: Place, Period: number): MetricDataQuery[] {
  const { namespace: Namespace, dimensions, requests, errors } = SERVICE_METRICS;
  const Dimensions = [
    { Name: dimensions.service, Value: service },
    { Name: dimensions.environment, Value: environment },
  ];
  const names = { requests, errors };
  return Object.entries(names).map(([Id, MetricName]) => ({
    Id,
    MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period, Stat: 'Sum' },
  }));
}
