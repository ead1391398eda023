import { RequestMetrics } from '../../../app/shared/emf';
import { counts } from '../../../app/storefront/counts';

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
      metrics: ['RequestCount', 'HTTPCode_Target_5XX_Count', 'TargetResponseTime'],
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
  const own = ownRecord();
  return BY_AWS[namespace] ?? own.filter((directive) => directive.Namespace === namespace).map(read);
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

function ownRecord(): readonly Directive[] {
  const source = { service: 'storefront', environment: 'sandbox', version: 'v7' };
  const metrics = new RequestMetrics(source, { current: 'blue' }, counts);
  metrics.record(200, 12);
  const record = JSON.parse(metrics.flush(0) ?? '{}') as {
    _aws?: { CloudWatchMetrics: readonly Directive[] };
  };
  return record._aws?.CloudWatchMetrics ?? [];
}

function read({ Dimensions, Metrics }: Directive): Emitted {
  return {
    source: 'app/shared/emf.ts',
    metrics: Metrics.map(({ Name }) => Name),
    dimensions: Dimensions.map((names) => [...names].sort()),
  };
}
