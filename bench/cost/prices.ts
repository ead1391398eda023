/** One price of the list, before any free allowance. */
export interface Price {
  /** US dollars for one unit. */
  readonly usd: number;
  /** The unit; one that ends in `hour` runs for `HOURS_PER_MONTH`. */
  readonly unit: string;
  /** AWS page that names the price. */
  readonly page: string;
  /** What each account, old or new, gets for nothing every month, where there is such an allowance. */
  readonly free?: Allowance;
}

/** Units that are free every month. */
interface Allowance {
  /** In the unit of the price. */
  readonly quantity: number;
  /** The same for a person. */
  readonly text: string;
}

/** Where and when the prices hold; they change rarely, but they do. */
export const PRICE_LIST = { region: 'us-east-1', asOf: 'September 2026' } as const;

/** Hours that AWS's own calculators take for a month. */
export const HOURS_PER_MONTH = 730;

const FARGATE = 'https://aws.amazon.com/fargate/pricing/';
const EC2 = 'https://aws.amazon.com/ec2/pricing/on-demand/';
const BALANCER = 'https://aws.amazon.com/elasticloadbalancing/pricing/';
const VPC = 'https://aws.amazon.com/vpc/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const XRAY = 'https://aws.amazon.com/xray/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const CODEBUILD = 'https://aws.amazon.com/codebuild/pricing/';

/** List prices on demand. */
export const PRICES = {
  fargateArmCpu: { usd: 0.03238, unit: 'vCPU-hour', page: FARGATE },
  fargateArmMemory: { usd: 0.00356, unit: 'GB-hour', page: FARGATE },
  fargateX86Cpu: { usd: 0.04048, unit: 'vCPU-hour', page: FARGATE },
  fargateX86Memory: { usd: 0.004445, unit: 'GB-hour', page: FARGATE },
  loadBalancer: { usd: 0.0225, unit: 'hour', page: BALANCER },
  loadBalancerUse: { usd: 0.008, unit: 'LCU-hour', page: BALANCER },
  publicIpv4: { usd: 0.005, unit: 'hour', page: VPC },
  natGateway: { usd: 0.045, unit: 'hour', page: VPC },
  natGatewayData: { usd: 0.045, unit: 'GB', page: VPC },
  dataOut: { usd: 0.09, unit: 'GB', page: EC2, free: { quantity: 100, text: '100 GB' } },
  betweenZones: { usd: 0.01, unit: 'GB each way', page: EC2 },
  ebsGp3: { usd: 0.08, unit: 'GB-month', page: 'https://aws.amazon.com/ebs/pricing/' },
  alarmMetric: { usd: 0.1, unit: 'alarm metric', page: CLOUDWATCH, free: { quantity: 10, text: '10' } },
  dashboard: { usd: 3, unit: 'dashboard', page: CLOUDWATCH, free: { quantity: 3, text: '3, of 50 metrics' } },
  largeDashboard: { usd: 3, unit: 'dashboard of more than 50 metrics', page: CLOUDWATCH },
  compositeAlarm: { usd: 0.5, unit: 'alarm', page: CLOUDWATCH },
  customMetric: { usd: 0.3, unit: 'metric', page: CLOUDWATCH, free: { quantity: 10, text: '10' } },
  logIngestion: { usd: 0.5, unit: 'GB', page: CLOUDWATCH, free: { quantity: 5, text: '5 GB' } },
  logQueries: { usd: 0.005, unit: 'GB that a query reads', page: CLOUDWATCH },
  logStorage: { usd: 0.03, unit: 'GB-month', page: CLOUDWATCH, free: { quantity: 5, text: '5 GB' } },
  // An objective takes two signals for each minute that it judges.
  signals: { usd: 1.5, unit: 'million signals', page: CLOUDWATCH },
  spans: { usd: 0.35, unit: 'GB of spans', page: CLOUDWATCH },
  traces: { usd: 0.000005, unit: 'trace', page: XRAY, free: { quantity: 100_000, text: '100,000 traces' } },
  watchedTraces: { usd: 1, unit: 'million traces of a group with insights', page: XRAY },
  key: { usd: 1, unit: 'key', page: 'https://aws.amazon.com/kms/pricing/' },
  hostedZone: { usd: 0.5, unit: 'zone', page: 'https://aws.amazon.com/route53/pricing/' },
  pipelineMinute: {
    usd: 0.002,
    unit: 'action minute',
    page: 'https://aws.amazon.com/codepipeline/pricing/',
    free: { quantity: 100, text: '100 minutes' },
  },
  buildMinuteArm: {
    usd: 0.0034,
    unit: 'minute',
    page: CODEBUILD,
    free: { quantity: 100, text: '100 minutes' },
  },
  buildMinuteX86: {
    usd: 0.005,
    unit: 'minute',
    page: CODEBUILD,
    free: { quantity: 100, text: '100 minutes' },
  },
  imageStorage: { usd: 0.1, unit: 'GB-month', page: 'https://aws.amazon.com/ecr/pricing/' },
  objectStorage: { usd: 0.023, unit: 'GB-month', page: 'https://aws.amazon.com/s3/pricing/' },
  email: {
    usd: 0.00002,
    unit: 'e-mail',
    page: 'https://aws.amazon.com/sns/pricing/',
    free: { quantity: 1000, text: '1,000 e-mails' },
  },
  queueRequests: {
    usd: 0.4,
    unit: 'million requests',
    page: 'https://aws.amazon.com/sqs/pricing/',
    free: { quantity: 1, text: '1 million' },
  },
  functionRequests: {
    usd: 0.2,
    unit: 'million calls',
    page: LAMBDA,
    free: { quantity: 1, text: '1 million' },
  },
  functionTime: {
    usd: 0.0000133334,
    unit: 'GB-second (Arm)',
    page: LAMBDA,
    free: { quantity: 400_000, text: '400,000 GB-seconds' },
  },
} as const satisfies Record<string, Price>;

/** Key of one price in the list. */
export type PriceId = keyof typeof PRICES;

/** Price of an Arm instance type for one hour; undefined for a type that is not in the list. */
export function instancePrice(type: string): Price | undefined {
  const usd = INSTANCE_HOURS.get(type);
  return usd === undefined ? undefined : { usd, unit: 'hour', page: EC2 };
}

const INSTANCE_HOURS = new Map([
  ['t4g.nano', 0.0042],
  ['t4g.micro', 0.0084],
  ['t4g.small', 0.0168],
  ['t4g.medium', 0.0336],
]);
