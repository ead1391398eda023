import { RELEASE_WATCH_METRICS } from './settings';

/**
 * The counts in CloudWatch's embedded metric format, those of 0 left out; no line when nothing stands still.
 * Source: Amazon CloudWatch user guide, "Specification: Embedded metric format".
 */
export function releaseMetrics(
  project: string,
  { waiting, stuck }: { readonly waiting: number; readonly stuck: number },
  now: Date,
): object[] {
  const { namespace, dimension, ...names } = RELEASE_WATCH_METRICS;
  const counts = Object.entries({ [names.waiting]: waiting, [names.stuck]: stuck });
  const values = counts.filter(([, count]) => count > 0);
  if (values.length === 0) return [];
  const Metrics = values.map(([Name]) => ({ Name, Unit: 'Count' }));
  const directive = { Namespace: namespace, Dimensions: [[dimension]], Metrics };
  return [
    {
      _aws: { Timestamp: now.getTime(), CloudWatchMetrics: [directive] },
      [dimension]: project,
      ...Object.fromEntries(values),
    },
  ];
}
