import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { SERVICE_METRICS } from '../../app/shared/contract';

const PERIOD = Duration.minutes(1);

/** What tells how well requests are answered; every metric has a period of one minute. */
export interface GoldenSignals {
  /** Requests in a minute. */
  readonly requests: cloudwatch.Metric;
  /** Requests in a minute that the service answered with 5XX. */
  readonly errors: cloudwatch.Metric;
  /** 99th percentile of the latency. */
  readonly p99: cloudwatch.Metric;
  /** Unit of `p99`: 1 when it is in seconds, 1000 when it is in milliseconds. */
  readonly latencyUnitsPerSecond: number;
  /**
   * The lowest count of unhealthy targets in a minute, so that a task which is just starting does not count;
   * absent where no load balancer counts.
   */
  readonly unhealthyTargets?: cloudwatch.Metric;
}

/** Signals of one target group. Each name and dimension of the load balancer's metrics is spelled here only. */
export function colourSignals(
  loadBalancer: elbv2.ApplicationLoadBalancer,
  targetGroup: elbv2.ApplicationTargetGroup,
): GoldenSignals {
  const metric = (metricName: string, statistic: string): cloudwatch.Metric =>
    new cloudwatch.Metric({
      namespace: 'AWS/ApplicationELB',
      metricName,
      dimensionsMap: {
        LoadBalancer: loadBalancer.loadBalancerFullName,
        TargetGroup: targetGroup.targetGroupFullName,
      },
      statistic,
      period: PERIOD,
    });
  return {
    requests: metric('RequestCount', 'Sum'),
    errors: metric('HTTPCode_Target_5XX_Count', 'Sum'),
    p99: metric('TargetResponseTime', 'p99'),
    latencyUnitsPerSecond: 1,
    unhealthyTargets: metric('UnHealthyHostCount', 'Minimum'),
  };
}

/** Requests in a minute that each target of one colour got, on average. */
export function requestsPerTarget(targetGroup: elbv2.ApplicationTargetGroup): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/ApplicationELB',
    metricName: 'RequestCountPerTarget',
    dimensionsMap: { TargetGroup: targetGroup.targetGroupFullName },
    statistic: 'Sum',
    period: PERIOD,
  });
}

/** Signals that a service writes to its own log, for services without a load balancer. */
export function serviceSignals(service: string, environment: string): GoldenSignals {
  const { namespace, dimensions, requests, errors, latency } = SERVICE_METRICS;
  const metric = (metricName: string, statistic: string): cloudwatch.Metric =>
    new cloudwatch.Metric({
      namespace,
      metricName,
      dimensionsMap: { [dimensions.service]: service, [dimensions.environment]: environment },
      statistic,
      period: PERIOD,
    });
  return {
    requests: metric(requests, 'Sum'),
    errors: metric(errors, 'Sum'),
    p99: metric(latency, 'p99'),
    latencyUnitsPerSecond: 1000,
  };
}

/** Errors in percent of the requests; 0 below `minRequests` a minute, where a share says nothing. */
export function errorPercent(
  { requests, errors }: GoldenSignals,
  minRequests: number,
): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    label: 'errors in percent of requests',
    expression: `IF(requests >= ${minRequests}, 100 * FILL(errors, 0) / requests, 0)`,
    usingMetrics: { requests, errors },
    period: PERIOD,
  });
}

/** The 99th percentile; 0 below `minRequests` a minute, where it is only the slowest request of a few. */
export function slowestPercent(
  { requests, p99 }: GoldenSignals,
  minRequests: number,
): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    label: '99th percentile of the latency',
    expression: `IF(requests >= ${minRequests}, p99, 0)`,
    usingMetrics: { requests, p99 },
    period: PERIOD,
  });
}
