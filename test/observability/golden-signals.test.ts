import { Stack } from 'aws-cdk-lib';
import type { CfnElement } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { SERVICE_METRICS } from '../../app/shared/contract';
import {
  colourSignals,
  errorPercent,
  requestsPerTarget,
  serviceSignals,
  slowestPercent,
} from '../../lib/observability/golden-signals';
import { testApp } from '../shared/synth';

const stack = new Stack(testApp(), 'Test');
const vpc = new ec2.Vpc(stack, 'Vpc');
const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc });
const green = new elbv2.ApplicationTargetGroup(stack, 'Green', { vpc, port: 8080 });
const idOf = (resource: Construct): string => stack.getLogicalId(resource.node.defaultChild as CfnElement);
const dimensions = {
  LoadBalancer: { 'Fn::GetAtt': [idOf(balancer), 'LoadBalancerFullName'] },
  TargetGroup: { 'Fn::GetAtt': [idOf(green), 'TargetGroupFullName'] },
};

/** What CloudWatch is asked for. */
function facts(metric: cloudwatch.Metric): unknown[] {
  const { namespace, metricName, statistic, period } = metric;
  const text = `${namespace} ${metricName} ${statistic} ${period.toSeconds()} s`;
  return [text, stack.resolve(metric.dimensions)];
}

it('reads the signals of one colour from its own target group', () => {
  const { requests, errors, p99, unhealthyTargets, latencyUnitsPerSecond } = colourSignals(balancer, green);
  expect([requests, errors, p99].map(facts)).toEqual([
    ['AWS/ApplicationELB RequestCount Sum 60 s', dimensions],
    ['AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum 60 s', dimensions],
    ['AWS/ApplicationELB TargetResponseTime p99 60 s', dimensions],
  ]);
  expect(unhealthyTargets && facts(unhealthyTargets)).toEqual(['AWS/ApplicationELB UnHealthyHostCount Minimum 60 s', dimensions]); // prettier-ignore
  expect(latencyUnitsPerSecond).toBe(1);
});

it('reads the load of one colour as target tracking does', () => {
  expect(facts(requestsPerTarget(green))).toEqual([
    'AWS/ApplicationELB RequestCountPerTarget Sum 60 s',
    { TargetGroup: dimensions.TargetGroup },
  ]);
});

it('reads the signals of a service under the names that the service writes', () => {
  const { requests, errors, p99, unhealthyTargets, latencyUnitsPerSecond } = serviceSignals(
    'catalog',
    'sandbox',
  );
  const written = { Service: 'catalog', Environment: 'sandbox' };
  const { namespace } = SERVICE_METRICS;
  expect([requests, errors, p99].map(facts)).toEqual([
    [`${namespace} ${SERVICE_METRICS.requests} Sum 60 s`, written],
    [`${namespace} ${SERVICE_METRICS.errors} Sum 60 s`, written],
    [`${namespace} ${SERVICE_METRICS.latency} p99 60 s`, written],
  ]);
  expect(unhealthyTargets).toBeUndefined();
  expect(latencyUnitsPerSecond).toBe(1000);
});

it('says nothing about the share of errors or the slowest requests below the smallest number of requests', () => {
  const signals = colourSignals(balancer, green);
  const { expression, usingMetrics } = errorPercent(signals, 20);
  expect(expression).toBe('IF(requests >= 20, 100 * FILL(errors, 0) / requests, 0)');
  expect(usingMetrics).toEqual({ requests: signals.requests, errors: signals.errors });
  const slowest = slowestPercent(signals, 20);
  expect(slowest.expression).toBe('IF(requests >= 20, p99, 0)');
  expect(slowest.usingMetrics).toEqual({ requests: signals.requests, p99: signals.p99 });
});
