import { RequestMetrics } from '../../../app/shared/emf';
import { counts } from '../../../app/storefront/counts';
import { metricRecord } from '../../../lib/dora/delivery-metrics';
import type { Measured } from '../../../lib/dora/measure';
import { driftMetrics } from '../../../lib/drift/drift-metrics';
import type { DriftReport } from '../../../lib/drift/drift-model';

/** Which metrics somebody emits, and with which names of dimensions. */
export interface Emitted {
  /** The page that says so, or the emitter itself. */
  readonly source: string;
  readonly metrics: readonly string[];
  /** Each set of dimensions that the metrics have, in alphabetical order. */
  readonly dimensions: readonly (readonly string[])[];
}

const BALANCER =
  'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html';
const INSIGHTS =
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html';

const BY_AWS: Readonly<Record<string, readonly Emitted[]>> = {
  'AWS/ApplicationELB': [
    {
      source: BALANCER,
      metrics: [
        'RequestCount',
        'HTTPCode_Target_5XX_Count',
        'TargetConnectionErrorCount',
        'TargetResponseTime',
      ],
      dimensions: [['LoadBalancer'], ['LoadBalancer', 'TargetGroup']],
    },
    {
      source: BALANCER,
      metrics: ['HealthyHostCount', 'UnHealthyHostCount'],
      dimensions: [['LoadBalancer', 'TargetGroup']],
    },
    { source: BALANCER, metrics: ['HTTPCode_ELB_5XX_Count'], dimensions: [['LoadBalancer']] },
  ],
  'AWS/ECS': [
    {
      source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/available-metrics.html',
      metrics: ['CPUUtilization', 'MemoryUtilization'],
      dimensions: [['ClusterName', 'ServiceName']],
    },
  ],
  'AWS/CertificateManager': [
    {
      source: 'https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html',
      metrics: ['DaysToExpiry'],
      dimensions: [['CertificateArn']],
    },
  ],
  'AWS/Usage': [
    {
      source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/monitoring-fargate-usage.html',
      metrics: ['ResourceCount'],
      dimensions: [['Class', 'Resource', 'Service', 'Type']],
    },
  ],
  'AWS/SQS': [
    {
      source:
        'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html',
      metrics: ['ApproximateNumberOfMessagesVisible'],
      dimensions: [['QueueName']],
    },
  ],
  // Only with Container Insights on the cluster, which a test of the platform holds.
  'ECS/ContainerInsights': [
    {
      source: INSIGHTS,
      metrics: [
        'DesiredTaskCount',
        'RunningTaskCount',
        'PendingTaskCount',
        'DeploymentCount',
        'TaskSetCount',
      ],
      dimensions: [['ClusterName', 'ServiceName']],
    },
  ],
};

/** What is emitted under a name space; our own is read from a record that the services' code has written. */
export function emittedIn(namespace: string): readonly Emitted[] {
  const own = OWN.flatMap(({ source, line }) =>
    directivesOf(line())
      .filter((directive) => directive.Namespace === namespace)
      .map((directive) => read(directive, source)),
  );
  return BY_AWS[namespace] ?? own;
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

/** A line as each of our own emitters writes it. */
const OWN: readonly { readonly source: string; readonly line: () => unknown }[] = [
  { source: 'app/shared/emf.ts', line: requestRecord },
  {
    source: 'lib/drift/drift-metrics.ts',
    line: () => driftMetrics('shop', { counts: {} } as DriftReport, 0),
  },
  { source: 'lib/dora/delivery-metrics.ts', line: () => metricRecord(DELIVERY, new Date(0)) },
];

/** A month in which there is a value for each metric of delivery. */
const DELIVERY: Measured = {
  service: 'storefront',
  environment: 'sandbox',
  history: [],
  metrics: {
    deploymentFrequency: { deployments: 3, perDay: 0.1 },
    changeLeadTime: { medianSeconds: 60, changes: 1, unknown: 0, fromTheFuture: 0 },
    changeFailRate: { part: 1, of: 2, ratio: 0.5 },
    failedDeploymentRecoveryTime: { medianSeconds: 60, recovered: 1, open: 0 },
    deploymentReworkRate: { part: 0, of: 2, ratio: 0 },
  },
};

function requestRecord(): unknown {
  const source = { service: 'storefront', environment: 'sandbox', version: 'v7' };
  const metrics = new RequestMetrics(source, { current: 'blue' }, counts);
  metrics.record(false, 12);
  return JSON.parse(metrics.flush(0) ?? '{}');
}

function directivesOf(line: unknown): readonly Directive[] {
  return (line as { _aws?: { CloudWatchMetrics: readonly Directive[] } })._aws?.CloudWatchMetrics ?? [];
}

function read({ Dimensions, Metrics }: Directive, source: string): Emitted {
  return {
    source,
    metrics: Metrics.map(({ Name }) => Name),
    dimensions: Dimensions.map((names) => [...names].sort()),
  };
}
