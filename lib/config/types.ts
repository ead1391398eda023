import type { ChangeWindowInput } from './change-window-input';
import type { DeliveryInput } from './delivery-input';
import type { NotificationsInput } from './notifications-input';
import type { ObjectiveInput } from './objective-input';
import type { OnCallInput, PagedInput } from './on-call-input';
import type { ProbeInput } from './probe-input';
import type { RollbackInput } from './rollback-input';
import type { ScanInput } from './scan-input';
import type { SourceInput } from './source-input';
import type { TracingInput } from './tracing-input';

/**
 * The configuration that `bin/environments.ts` fills in. Every optional knob has its default here; the
 * schema checks the values (`schema.ts`), the defaults are applied once (`defaults.ts`), and everything
 * behind that reads resolved values only.
 */

/** The whole project: one toolchain and the environments that it releases to, in order. */
export interface ProjectInput {
  /**
   * Prefix of stack names, repositories, parameters and pipelines.
   * Lower-case letters, digits and hyphens, 3 to 20 characters.
   */
  readonly project: string;
  /** Where the pipeline runs and where it takes the source from. */
  readonly toolchain: ToolchainInput;
  /** Environments in the order of promotion; the same image goes through all of them. */
  readonly environments: readonly EnvironmentInput[];
}

/** The account and region of the registry and the pipelines, and the source repository. */
export interface ToolchainInput {
  /** AWS region, for example `us-east-1`. */
  readonly region: string;
  /**
   * AWS account id, twelve digits. Needed as soon as an environment names its account.
   * @default - the account of the credentials that run `cdk deploy`
   */
  readonly account?: string;
  /**
   * Name of the branch that is released.
   * @default 'main'
   */
  readonly branch?: string;
  /**
   * True when everything may be deleted with its stack; false keeps repositories, buckets and logs.
   * @default true
   */
  readonly disposable?: boolean;
  /**
   * How many images each repository keeps, one for each commit that was built. 5 to 1000. More than the builds
   * by which the slowest environment is ever behind, because its running image must be among them.
   * @default 100
   */
  readonly keepImages?: number;
  /**
   * Days that build logs are kept, from CloudWatch's list (1, 3, 5, 7, 14, 30, 60, 90, …).
   * @default 14
   */
  readonly logRetentionDays?: number;
  /**
   * Where the source is kept.
   * @default - a CodeCommit repository that this project makes
   */
  readonly source?: SourceInput;
  /**
   * Which known vulnerabilities of an image stop its release.
   * @default - critical ones, without exception
   */
  readonly scan?: ScanInput;
  /**
   * Who hears about releases.
   * @default - a topic without subscribers, which costs nothing
   */
  readonly notifications?: NotificationsInput;
  /**
   * Who is woken when an event about releases, incidents or drift could not be handled.
   * @default - a topic without subscribers
   */
  readonly onCall?: PagedInput;
  /**
   * Where the team lives, for local times in postmortems: a name of the IANA database such as `Europe/Berlin`.
   * @default 'UTC'
   */
  readonly timeZone?: string;
}

/** One environment: a network, a cluster and the services in it. */
export interface EnvironmentInput {
  /** Name of the environment and of its pipeline stage. Lower-case letters, digits and hyphens, 2 to 20 characters. */
  readonly name: string;
  /** AWS region, for example `us-east-1`. */
  readonly region: string;
  /**
   * AWS account id, twelve digits; may be another one than the toolchain's. Needed when the toolchain names its account.
   * @default - the account of the credentials that run `cdk deploy`
   */
  readonly account?: string;
  /**
   * True when everything may be deleted with its stack; false keeps logs on purpose and protects load balancers.
   * @default false
   */
  readonly disposable?: boolean;
  /**
   * First addresses of the network, a /16 block.
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;
  /** How tasks reach the internet. */
  readonly egress: EgressInput;
  /**
   * True when a person must approve each release before it enters the environment; asks for three days.
   * @default false
   */
  readonly approval?: boolean;
  /**
   * When releases may begin; one that comes at another time waits.
   * @default - at any time
   */
  readonly changeWindow?: ChangeWindowInput;
  /**
   * True when no release begins while an alarm says that users get errors or wait too long. An alarm has ten minutes to
   * recover; after that the release fails, and `aws codepipeline override-stage-condition` lets it in.
   * @default true
   */
  readonly blockOnAlarms?: boolean;
  /**
   * Who hears of the alarms of the environment.
   * @default - two topics without subscribers
   */
  readonly onCall?: OnCallInput;
  /**
   * Days that service and flow logs are kept, from CloudWatch's list (1, 3, 5, 7, 14, 30, 60, 90, …).
   * @default 30
   */
  readonly logRetentionDays?: number;
  /**
   * How requests are traced.
   * @default - orders more than other requests, and each service at least once a second
   */
  readonly tracing?: TracingInput;
  /**
   * Checks the way of a visitor from outside. About 0.70 US dollars a month.
   * @default - nothing calls the services by itself
   */
  readonly probe?: ProbeInput;
  /** The microservices; at least one. */
  readonly services: readonly ServiceInput[];
}

/** The way out of the private subnets. */
export interface EgressInput {
  /**
   * `nat-instance`: one small instance, about a tenth of the price, a minute without egress when it is replaced.
   * `nat-gateways`: managed, one in each zone unless `gateways` says otherwise.
   */
  readonly kind: 'nat-instance' | 'nat-gateways';
  /**
   * ARM instance type, only with `nat-instance`. The free plan of AWS takes `t4g.micro`, at twice the price.
   * @default 't4g.nano'
   */
  readonly instanceType?: string;
  /**
   * Number of gateways, 1 or 2; only with `nat-gateways`.
   * @default 2
   */
  readonly gateways?: number;
}

/** One microservice in one environment. */
export interface ServiceInput {
  /** Name of the folder under `app/`, of the repository and of the pipeline. */
  readonly name: string;
  /** `public`: behind an internet-facing load balancer. `internal`: private DNS name only. */
  readonly exposure: 'public' | 'internal';
  /** How a new version takes over from the old one. */
  readonly delivery: DeliveryInput;
  /**
   * Public name and certificate; HTTP only when it is not set. Only for `public`.
   * @default - plain HTTP on the load balancer's own name
   */
  readonly https?: HttpsInput;
  /**
   * CPU units of a task: 256, 512, 1024, 2048, 4096, 8192 or 16384 (1024 is one vCPU).
   * @default 256
   */
  readonly cpu?: number;
  /**
   * Memory of a task in MiB; Fargate offers certain sizes for each CPU.
   * @default 512
   */
  readonly memoryMiB?: number;
  /**
   * Processor architecture of image and tasks.
   * @default 'arm64'
   */
  readonly architecture?: 'arm64' | 'x86_64';
  /**
   * Number of tasks and what scales them.
   * @default - 1 to 4 tasks, 600 requests per minute and task (public) or 60 % CPU (internal)
   */
  readonly scaling?: ScalingInput;
  /**
   * Thresholds that roll a release back.
   * @default - 5 % errors, 800 ms p99, from 20 requests a minute
   */
  readonly rollback?: RollbackInput;
  /**
   * What users can count on; alarms page a person when it is at risk.
   * @default - 99.9 % of the requests without an error, 99 % within 800 ms
   */
  readonly objective?: ObjectiveInput;
  /**
   * Names of internal services of the same environment that this one calls.
   * @default []
   */
  readonly calls?: readonly string[];
}

/** HTTPS with a certificate of AWS Certificate Manager in the environment's region. */
export interface HttpsInput {
  /** Host name that people type, for example `shop.example.com`. */
  readonly domainName: string;
  /** ARN of the certificate for that name. */
  readonly certificateArn: string;
}

/** Task counts and the target that autoscaling holds. */
export interface ScalingInput {
  /**
   * Tasks at rest, 1 to 100.
   * @default 1
   */
  readonly minTasks?: number;
  /**
   * Tasks at the most, not below `minTasks`, up to 100.
   * @default 4
   */
  readonly maxTasks?: number;
  /**
   * Requests per minute that one task should serve; only for `public`. 1 to 1000000.
   * @default 600
   */
  readonly requestsPerMinutePerTask?: number;
  /**
   * Average CPU in percent that autoscaling holds; only for `internal`. 10 to 90.
   * @default 60
   */
  readonly cpuPercent?: number;
}
