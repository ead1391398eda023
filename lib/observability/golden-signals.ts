import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { SERVICE_METRICS } from '../../app/shared/contract';

const PERIOD = Duration.minutes(1);

/** What tells how well requests are answered; every metric has a period of one minute. */
export interface GoldenSignals {
  /** Requests in a minute. */
  readonly requests: cloudwatch.Metric;
  /** Requests in a minute that the service answered with 5XX. */
  readonly errors: cloudwatch.Metric;
  /**
   * Requests in a minute that the load balancer answered with 5XX because no target did; absent where no load balancer
   * counts, and for one colour, because such an answer belongs to none.
   */
  readonly unanswered?: cloudwatch.Metric;
  /**
   * Connections in a minute that the load balancer could not make to a target that it had chosen: such a request is one
   * of `requests`, and its user gets a 502. Only for one colour.
   */
  readonly refused?: cloudwatch.Metric;
  /** Latency of all requests, as a metric without a fixed statistic: use `latency.with({ statistic })`. */
  readonly latency: cloudwatch.Metric;
  /** Median of the latency. */
  readonly p50: cloudwatch.Metric;
  /** 90th percentile of the latency. */
  readonly p90: cloudwatch.Metric;
  /** 99th percentile of the latency. */
  readonly p99: cloudwatch.Metric;
  /** Unit of the latency: 1 when it is in seconds, 1000 when it is in milliseconds. */
  readonly latencyUnitsPerSecond: number;
  /**
   * The lowest count of unhealthy targets in a minute, so that a task which is just starting does not count;
   * absent where no load balancer counts.
   */
  readonly unhealthyTargets?: cloudwatch.Metric;
  /**
   * The highest count of healthy targets in a minute, absent where no load balancer counts: each of its nodes counts for
   * itself, and one that has just begun, or is in a zone without tasks, must not look like an outage.
   */
  readonly healthyTargets?: cloudwatch.Metric;
}

/** How full the tasks of a service are, and how many there are; every metric has a period of one minute. */
export interface Saturation {
  /** Average share of the reserved CPU in use, in percent. */
  readonly cpuPercent: cloudwatch.Metric;
  /** Average share of the reserved memory in use, in percent. */
  readonly memoryPercent: cloudwatch.Metric;
  /** Tasks that run. */
  readonly runningTasks: cloudwatch.Metric;
  /** Tasks that should run. */
  readonly desiredTasks: cloudwatch.Metric;
  /** Tasks that have been asked for and do not run yet. */
  readonly pendingTasks: cloudwatch.Metric;
  /** Deployments of ECS: 1 at rest, 2 while a release of ECS goes on. */
  readonly deployments: cloudwatch.Metric;
  /** Sets of tasks of CodeDeploy: 1 at rest, 2 while a release of CodeDeploy goes on. */
  readonly taskSets: cloudwatch.Metric;
}

/** The signals that follow from the latency. */
function latencies(latency: cloudwatch.Metric): Pick<GoldenSignals, 'latency' | 'p50' | 'p90' | 'p99'> {
  const at = (statistic: string): cloudwatch.Metric => latency.with({ statistic });
  return { latency, p50: at('p50'), p90: at('p90'), p99: at('p99') };
}

type BalancerDimensions = Readonly<Record<string, string>>;

function balancerMetric(dimensionsMap: BalancerDimensions) {
  return (metricName: string, statistic: string): cloudwatch.Metric =>
    new cloudwatch.Metric({
      namespace: 'AWS/ApplicationELB',
      metricName,
      dimensionsMap,
      statistic,
      period: PERIOD,
    });
}

function balancerSignals(metric: ReturnType<typeof balancerMetric>) {
  return {
    requests: metric('RequestCount', 'Sum'),
    errors: metric('HTTPCode_Target_5XX_Count', 'Sum'),
    ...latencies(metric('TargetResponseTime', 'Average')),
    latencyUnitsPerSecond: 1,
  };
}

/** Signals of one target group. Each name and dimension of the load balancer's metrics is spelled here only. */
export function colourSignals(
  loadBalancer: elbv2.ApplicationLoadBalancer,
  targetGroup: elbv2.ApplicationTargetGroup,
): GoldenSignals {
  const metric = balancerMetric({
    LoadBalancer: loadBalancer.loadBalancerFullName,
    TargetGroup: targetGroup.targetGroupFullName,
  });
  return {
    ...balancerSignals(metric),
    refused: metric('TargetConnectionErrorCount', 'Sum'),
    unhealthyTargets: metric('UnHealthyHostCount', 'Minimum'),
    healthyTargets: metric('HealthyHostCount', 'Maximum'),
  };
}

/** Signals of everything behind a load balancer, with the answers that it had to give by itself. */
export function entrySignals(loadBalancer: elbv2.ApplicationLoadBalancer): GoldenSignals {
  const metric = balancerMetric({ LoadBalancer: loadBalancer.loadBalancerFullName });
  return { ...balancerSignals(metric), unanswered: metric('HTTPCode_ELB_5XX_Count', 'Sum') };
}

/** Requests in a minute that each target of one colour got, on average. */
export function requestsPerTarget(targetGroup: elbv2.ApplicationTargetGroup): cloudwatch.Metric {
  return balancerMetric({ TargetGroup: targetGroup.targetGroupFullName })('RequestCountPerTarget', 'Sum');
}

/** Signals that a service writes to its own log, with or without a load balancer. */
export function serviceSignals(service: string, environment: string): GoldenSignals {
  const { requests, errors, latency } = SERVICE_METRICS;
  const metric = writtenMetric(service, environment);
  return {
    requests: metric(requests, 'Sum'),
    errors: metric(errors, 'Sum'),
    ...latencies(metric(latency, 'Average')),
    latencyUnitsPerSecond: 1000,
  };
}

/** What a service counts for the business in a minute, by the names that it writes to its log. */
export function businessCounts(
  service: string,
  environment: string,
  names: readonly string[],
): readonly cloudwatch.Metric[] {
  return names.map((name) => writtenMetric(service, environment)(name, 'Sum'));
}

function writtenMetric(service: string, environment: string) {
  const { namespace, dimensions } = SERVICE_METRICS;
  return (metricName: string, statistic: string): cloudwatch.Metric =>
    new cloudwatch.Metric({
      namespace,
      metricName,
      dimensionsMap: { [dimensions.service]: service, [dimensions.environment]: environment },
      statistic,
      period: PERIOD,
    });
}

/** Saturation of a service on ECS. The counts of tasks come from Container Insights, which the cluster has on. */
export function taskSaturation({ cluster, serviceName }: ecs.FargateService): Saturation {
  const metric = (namespace: string, metricName: string, statistic: string): cloudwatch.Metric =>
    new cloudwatch.Metric({
      namespace,
      metricName,
      dimensionsMap: { ClusterName: cluster.clusterName, ServiceName: serviceName },
      statistic,
      period: PERIOD,
    });
  return {
    cpuPercent: metric('AWS/ECS', 'CPUUtilization', 'Average'),
    memoryPercent: metric('AWS/ECS', 'MemoryUtilization', 'Average'),
    runningTasks: metric('ECS/ContainerInsights', 'RunningTaskCount', 'Minimum'),
    desiredTasks: metric('ECS/ContainerInsights', 'DesiredTaskCount', 'Minimum'),
    pendingTasks: metric('ECS/ContainerInsights', 'PendingTaskCount', 'Maximum'),
    deployments: metric('ECS/ContainerInsights', 'DeploymentCount', 'Maximum'),
    taskSets: metric('ECS/ContainerInsights', 'TaskSetCount', 'Maximum'),
  };
}

/**
 * Errors in percent of the requests, with those that found no task alive; 0 below `minRequests` a minute, where a share
 * says nothing. Source of what `RequestCount` holds: Elastic Load Balancing user guide, "CloudWatch metrics for your
 * Application Load Balancer".
 */
export function errorPercent(
  { requests, errors, refused }: Pick<GoldenSignals, 'requests' | 'errors' | 'refused'>,
  minRequests: number,
): cloudwatch.MathExpression {
  const failed = refused ? '(FILL(errors, 0) + FILL(refused, 0))' : 'FILL(errors, 0)';
  return new cloudwatch.MathExpression({
    label: 'errors in percent of requests',
    expression: `IF(requests >= ${minRequests}, 100 * ${failed} / requests, 0)`,
    usingMetrics: { requests, errors, ...(refused && { refused }) },
    period: PERIOD,
  });
}

/** The 99th percentile; 0 below `minRequests` a minute, where it is only the slowest request of a few. */
export function slowestPercent(
  { requests, p99 }: Pick<GoldenSignals, 'requests' | 'p99'>,
  minRequests: number,
): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    label: '99th percentile of the latency',
    expression: `IF(requests >= ${minRequests}, p99, 0)`,
    usingMetrics: { requests, p99 },
    period: PERIOD,
  });
}
