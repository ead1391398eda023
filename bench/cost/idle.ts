import { MEASURE_ENV } from '../../lib/dora/watched-places';
import type { Charge } from './charge';
import { metricsOn } from './dashboard-body';
import { fargateTasks } from './fargate';
import { HOURS_PER_MONTH, instancePrice, PRICES, type Price } from './prices';
import { listOf, mentions, objectOf, resourcesOf, type Placed } from './template';

type Pricer = (resource: Placed) => Charge[];

/** Gigabytes of the disk that Amazon Linux 2023 images ask for when the template does not say. */
const DEFAULT_DISK_GB = 8;
/** Alarms that Application Auto Scaling makes for each target-tracking policy, one for each direction. */
const ALARMS_PER_POLICY = 2;
/** Metrics that a dashboard may refer to and still be one of the free ones. */
const FREE_DASHBOARD_METRICS = 50;
/** Signals that an objective takes for each minute, from which on it is charged whether users come or not. */
const SIGNALS_PER_MINUTE = 2;
/** Metrics of Container Insights: for the cluster itself (see `fargate.ts` for those of each service). */
const INSIGHTS_METRICS_PER_CLUSTER = 8;

/** The five metrics of DORA. */
const DELIVERY_METRICS_PER_PLACE = 5;

/** How each resource type is priced while nothing happens. */
export const IDLE: ReadonlyMap<string, Pricer> = new Map<string, Pricer>([
  ['AWS::ApplicationAutoScaling::ScalingPolicy', scalingPolicy],
  ['AWS::ApplicationSignals::ServiceLevelObjective', objective],
  ['AWS::CloudWatch::Alarm', alarm],
  ['AWS::CloudWatch::CompositeAlarm', () => one('Alarms on other alarms', PRICES.compositeAlarm)],
  ['AWS::CloudWatch::Dashboard', dashboard],
  ['AWS::EC2::EIP', () => one('Public IPv4 address', PRICES.publicIpv4)],
  ['AWS::EC2::Instance', instance],
  ['AWS::EC2::NatGateway', () => one('NAT gateway', PRICES.natGateway)],
  ['AWS::EC2::VPCEndpoint', endpoint],
  ['AWS::ECS::Cluster', cluster],
  ['AWS::ECS::Service', fargateTasks],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', loadBalancer],
  ['AWS::Lambda::Function', deliveryMetrics],
  ['AWS::KMS::Key', () => one('Key', PRICES.key)],
  ['AWS::ServiceDiscovery::PrivateDnsNamespace', () => one('Private DNS zone', PRICES.hostedZone)],
]);

function one(what: string, price: Price): Charge[] {
  return [{ what, quantity: 1, price }];
}

function alarm({ properties }: Placed): Charge[] {
  return [{ what: 'Alarms', quantity: metricsIn(properties.Metrics), price: PRICES.alarmMetric }];
}

function objective(): Charge[] {
  const quantity = (SIGNALS_PER_MINUTE * 60 * HOURS_PER_MONTH) / 1_000_000;
  return [{ what: 'Signals of objectives', quantity, price: PRICES.signals }];
}

/** The dashboards that every account has free are of a limited size. */
function dashboard({ properties }: Placed): Charge[] {
  const small = metricsOn(properties) <= FREE_DASHBOARD_METRICS;
  return one(small ? 'Dashboard' : 'Large dashboard', small ? PRICES.dashboard : PRICES.largeDashboard);
}

/**
 * An alarm is charged for each metric that it reads; expressions are free, but for the two edges of a band that
 * CloudWatch expects, each charged as a metric.
 */
function metricsIn(queries: unknown): number {
  const list = listOf(queries);
  const bands = list.filter(({ Expression }) => String(Expression).startsWith('ANOMALY_DETECTION_BAND('));
  return Math.max(1, list.filter((query) => 'MetricStat' in query).length + 2 * bands.length);
}

/** DORA metrics of each place; a metric is charged for the hours in which it is written, and these for one a day. */
function deliveryMetrics({ properties }: Placed): Charge[] {
  const places = objectOf(objectOf(properties.Environment).Variables)[MEASURE_ENV.places];
  if (typeof places !== 'string') return [];
  const metrics = DELIVERY_METRICS_PER_PLACE * places.split(',').length;
  return [
    {
      what: 'Delivery metrics, an hour a day',
      quantity: Number((metrics / 24).toFixed(2)),
      price: PRICES.customMetric,
    },
  ];
}

function scalingPolicy({ properties }: Placed): Charge[] {
  if (properties.PolicyType !== 'TargetTrackingScaling') return [];
  const tracking = objectOf(properties.TargetTrackingScalingPolicyConfiguration);
  const metrics = metricsIn(objectOf(tracking.CustomizedMetricSpecification).Metrics);
  const quantity = ALARMS_PER_POLICY * metrics;
  return [{ what: 'Alarms of autoscaling', quantity, price: PRICES.alarmMetric }];
}

function cluster({ properties }: Placed): Charge[] {
  const setting = listOf(properties.ClusterSettings).find(({ Name }) => Name === 'containerInsights');
  const what = 'Container Insights metrics';
  if (setting?.Value === 'enabled')
    return [{ what, quantity: INSIGHTS_METRICS_PER_CLUSTER, price: PRICES.customMetric }];
  // How many metrics the enhanced mode writes depends on tasks and containers; AWS gives no formula.
  return setting?.Value === 'enhanced' ? [{ what: `${what}, enhanced`, quantity: 1, price: undefined }] : [];
}

function loadBalancer({ properties }: Placed): Charge[] {
  const zones = Array.isArray(properties.Subnets) ? properties.Subnets.length : 0;
  const balancer = one('Application Load Balancer', PRICES.loadBalancer);
  if (properties.Scheme !== 'internet-facing') return balancer;
  const quantity = zones || listOf(properties.SubnetMappings).length;
  return [...balancer, { what: 'Public IPv4 address', quantity, price: PRICES.publicIpv4 }];
}

function endpoint({ properties }: Placed): Charge[] {
  const isGateway = (properties.VpcEndpointType ?? 'Gateway') === 'Gateway';
  return isGateway ? [] : [{ what: 'Endpoint that is no gateway', quantity: 1, price: undefined }];
}

function instance(placed: Placed): Charge[] {
  const type = String(placed.properties.InstanceType);
  const disks = listOf(placed.properties.BlockDeviceMappings).map(({ Ebs }) =>
    Number(objectOf(Ebs).VolumeSize ?? DEFAULT_DISK_GB),
  );
  const quantity = disks.length > 0 ? disks.reduce((sum, size) => sum + size, 0) : DEFAULT_DISK_GB;
  return [
    { what: `Instance ${type}`, quantity: 1, price: instancePrice(type) },
    { what: 'Disk', quantity, price: PRICES.ebsGp3 },
    ...(hasOwnAddress(placed) ? one('Public IPv4 address', PRICES.publicIpv4) : []),
  ];
}

/** An elastic address replaces the one that the subnet would give, and is priced by itself. */
function hasOwnAddress({ id, properties, stack }: Placed): boolean {
  const elastic = [...resourcesOf(stack, 'AWS::EC2::EIP'), ...resourcesOf(stack, 'AWS::EC2::EIPAssociation')];
  if (elastic.some((address) => mentions(address.properties.InstanceId, id))) return false;
  const [face] = listOf(properties.NetworkInterfaces);
  if (face?.AssociatePublicIpAddress !== undefined) return face.AssociatePublicIpAddress === true;
  const subnetId = face?.SubnetId ?? properties.SubnetId;
  const subnet = resourcesOf(stack, 'AWS::EC2::Subnet').find((candidate) => mentions(subnetId, candidate.id));
  return subnet?.properties.MapPublicIpOnLaunch === true;
}
