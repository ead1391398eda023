import type { DriftReport } from './drift-model';
import { DRIFT_METRICS } from './drift-settings';

/**
 * The counts of a report in CloudWatch's embedded metric format: a line of the log becomes the metrics. That nothing has
 * drifted is written only when everything was looked at: what was found before may be in the part that was not.
 * Source: Amazon CloudWatch user guide, "Specification: Embedded metric format".
 * @param at milliseconds since 1970
 */
export function driftMetrics(project: string, { counts }: DriftReport, at: number): object {
  const { namespace, dimension, drifted, unchecked } = DRIFT_METRICS;
  const nobodyKnows = counts.drifted === 0 && counts.unchecked > 0;
  const values = { ...(!nobodyKnows && { [drifted]: counts.drifted }), [unchecked]: counts.unchecked };
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'Count' }));
  return {
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [[dimension]], Metrics }],
    },
    [dimension]: project,
    ...values,
  };
}
