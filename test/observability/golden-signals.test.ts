import { Stack } from 'aws-cdk-lib';
import type { CfnElement } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { SERVICE_METRICS } from '../../app/shared/contract';
import {
  colourSignals,
  entrySignals,
  errorPercent,
  requestsPerTarget,
  serviceSignals,
  slowestPercent,
  taskSaturation,
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
  const { requests, errors, refused, p99, unhealthyTargets, latencyUnitsPerSecond } = colourSignals(
    balancer,
    green,
  );
  expect([requests, errors, p99, ...(refused ? [refused] : [])].map(facts)).toEqual([
    ['AWS/ApplicationELB RequestCount Sum 60 s', dimensions],
    ['AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum 60 s', dimensions],
    ['AWS/ApplicationELB TargetResponseTime p99 60 s', dimensions],
    ['AWS/ApplicationELB TargetConnectionErrorCount Sum 60 s', dimensions],
  ]);
  expect(unhealthyTargets && facts(unhealthyTargets)).toEqual(['AWS/ApplicationELB UnHealthyHostCount Minimum 60 s', dimensions]); // prettier-ignore
  expect(latencyUnitsPerSecond).toBe(1);
});

it('reads the three percentiles of the latency from one metric', () => {
  const { latency, p50, p90, p99 } = colourSignals(balancer, green);
  expect([p50, p90, p99].map(({ metricName, statistic }) => [metricName, statistic])).toEqual([
    [latency.metricName, 'p50'],
    [latency.metricName, 'p90'],
    [latency.metricName, 'p99'],
  ]);
});

it('counts the healthy targets as that node of the load balancer does which sees most of them', () => {
  const { healthyTargets } = colourSignals(balancer, green);
  expect(healthyTargets && facts(healthyTargets)).toEqual(['AWS/ApplicationELB HealthyHostCount Maximum 60 s', dimensions]); // prettier-ignore
});

it('reads what all users of a load balancer get, with the answers that no task gave', () => {
  const { requests, errors, unanswered, p99, healthyTargets } = entrySignals(balancer);
  const all = { LoadBalancer: dimensions.LoadBalancer };
  expect([requests, errors, p99, ...(unanswered ? [unanswered] : [])].map(facts)).toEqual([
    ['AWS/ApplicationELB RequestCount Sum 60 s', all],
    ['AWS/ApplicationELB HTTPCode_Target_5XX_Count Sum 60 s', all],
    ['AWS/ApplicationELB TargetResponseTime p99 60 s', all],
    ['AWS/ApplicationELB HTTPCode_ELB_5XX_Count Sum 60 s', all],
  ]);
  expect(healthyTargets).toBeUndefined();
});

it('reads how full the tasks are from ECS, and how many there are from Container Insights', () => {
  const service = { cluster: { clusterName: 'c' }, serviceName: 's' } as ecs.FargateService;
  const { cpuPercent, memoryPercent, runningTasks, desiredTasks } = taskSaturation(service);
  const own = { ClusterName: 'c', ServiceName: 's' };
  expect([cpuPercent, memoryPercent, runningTasks, desiredTasks].map(facts)).toEqual([
    ['AWS/ECS CPUUtilization Average 60 s', own],
    ['AWS/ECS MemoryUtilization Average 60 s', own],
    ['ECS/ContainerInsights RunningTaskCount Minimum 60 s', own],
    ['ECS/ContainerInsights DesiredTaskCount Minimum 60 s', own],
  ]);
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
  expect(expression).toBe('IF(requests >= 20, 100 * (FILL(errors, 0) + FILL(refused, 0)) / requests, 0)');
  const { requests, errors, refused } = signals;
  expect(usingMetrics).toEqual({ requests, errors, refused });
  const own = errorPercent(serviceSignals('catalog', 'sandbox'), 20);
  expect(own.expression).toBe('IF(requests >= 20, 100 * FILL(errors, 0) / requests, 0)');
  const slowest = slowestPercent(signals, 20);
  expect(slowest.expression).toBe('IF(requests >= 20, p99, 0)');
  expect(slowest.usingMetrics).toEqual({ requests: signals.requests, p99: signals.p99 });
});
