import type { Measured } from './measure';
import type { Window } from './metrics';

/**
 * The metrics that the collector writes and dashboards read. Each is a gauge over the days before: writing one twice
 * changes nothing, so nothing can be counted twice.
 */
export const DELIVERY_METRICS = {
  namespace: 'DevOpsOnAws/Delivery',
  dimensions: { service: 'Service', environment: 'Environment' },
  /** Changes a day that reached users. */
  deploymentFrequency: 'DeploymentFrequency',
  /** Median seconds from commit to users. */
  changeLeadTime: 'ChangeLeadTime',
  /** Percent of changes that failed or were taken back. */
  changeFailRate: 'ChangeFailRate',
  /** Median seconds from a failed deployment to the next good one. */
  recoveryTime: 'FailedDeploymentRecoveryTime',
  /** Percent of deployments that nobody had planned. */
  reworkRate: 'DeploymentReworkRate',
} as const;

/** Days that each metric looks back. */
export const TRAILING_DAYS = 30;

const UNITS: Readonly<Record<string, string>> = {
  [DELIVERY_METRICS.deploymentFrequency]: 'None',
  [DELIVERY_METRICS.changeLeadTime]: 'Seconds',
  [DELIVERY_METRICS.changeFailRate]: 'Percent',
  [DELIVERY_METRICS.recoveryTime]: 'Seconds',
  [DELIVERY_METRICS.reworkRate]: 'Percent',
};

/** The days before `to`. */
export function trailingWindow(to: Date): Window {
  return { from: daysBefore(to, TRAILING_DAYS), to };
}

/** `days` before `time`. */
export function daysBefore(time: Date, days: number): Date {
  return new Date(time.getTime() - days * 86_400_000);
}

/**
 * A log line that CloudWatch turns into the metrics of one place. A metric without a value is left out: there is no
 * fail rate of nothing.
 * Source: CloudWatch user guide, "Embedded metric format specification".
 */
export function metricRecord({ service, environment, metrics }: Measured, at: Date): Record<string, unknown> {
  const { namespace, dimensions, ...names } = DELIVERY_METRICS;
  const values: Readonly<Record<string, number | undefined>> = {
    [names.deploymentFrequency]: metrics.deploymentFrequency.perDay,
    [names.changeLeadTime]: metrics.changeLeadTime.medianSeconds,
    [names.changeFailRate]: percent(metrics.changeFailRate.ratio),
    [names.recoveryTime]: metrics.failedDeploymentRecoveryTime.medianSeconds,
    [names.reworkRate]: percent(metrics.deploymentReworkRate.ratio),
  };
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  return {
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: namespace,
          Dimensions: [Object.values(dimensions)],
          Metrics: known.map(([Name]) => ({ Name, Unit: UNITS[Name] })),
        },
      ],
    },
    [dimensions.service]: service,
    [dimensions.environment]: environment,
    ...Object.fromEntries(known),
    dora: metrics,
  };
}

function percent(ratio: number | undefined): number | undefined {
  return ratio === undefined ? undefined : 100 * ratio;
}
