/**
 * Names that cross the boundary between the services, the stacks and the rehearsal.
 * Each name is spelled here once and imported on both sides.
 */

/** Name of the service's own container in every task definition; `appspec.yml` spells it too. */
export const CONTAINER_NAME = 'app';

/** Name of the container beside it that takes traces and hands out the sampling rules. */
export const AGENT_CONTAINER_NAME = 'cloudwatch-agent';

/** TCP port that every service listens on inside its container; `appspec.yml` spells it too. */
export const CONTAINER_PORT = 8080;

/** HTTP paths with a meaning for the platform. */
export const PATHS = {
  /** Liveness: 200 while the process can serve. */
  health: '/health',
  /** Readiness: 200 when the service wants traffic, 503 while it drains. */
  ready: '/ready',
  /** Who answers: `{ service, version, image, environment }`, see `Identity`. */
  version: '/api/version',
} as const;

/** The path that orders are placed at: worth more traces than any other. */
export const CHECKOUT_PATH = '/api/orders';

/** Query parameter of the readiness path that tells a task which of the two target groups it is in. */
export const COLOUR_PARAMETER = 'colour';

/** The two target groups that a release moves between. */
export const COLOURS = ['blue', 'green'] as const;

/** One of the two target groups. */
export type Colour = (typeof COLOURS)[number];

/**
 * What the health checks of a target group ask: whether the task wants traffic, and by the way they tell it which
 * group it is in, which it cannot learn from its task definition.
 */
export function healthPath(colour: Colour): string {
  return `${PATHS.ready}?${COLOUR_PARAMETER}=${colour}`;
}

/** Where the agent listens inside the task. */
export const AGENT_URLS = {
  /** OpenTelemetry over HTTP. */
  otlp: 'http://127.0.0.1:4318',
  /** X-Ray's `GetSamplingRules` and `SamplingTargets`. */
  sampling: 'http://127.0.0.1:2000',
} as const;

/** Value of `OTEL_TRACES_SAMPLER` with which a service asks the agent for X-Ray's sampling rules. */
export const XRAY_SAMPLER = 'xray';

/** Value of `OTEL_TRACES_SAMPLER_ARG` that goes with it. */
export const XRAY_SAMPLER_ARG = `endpoint=${AGENT_URLS.sampling}`;

/**
 * Indexed annotations of a trace, searched as `annotation.release_version = "…"`.
 * X-Ray allows letters, digits and underscores in a key; the same names are attributes of the server spans,
 * and a sampling rule may ask for them in its `Attributes`.
 */
export const ANNOTATIONS = {
  version: 'release_version',
  colour: 'deployment_colour',
  environment: 'deployment_environment',
  variant: 'experiment_variant',
} as const;

/** Member of the W3C `baggage` header that names the variant a visitor gets. */
export const VARIANT_MEMBER = 'variant';

/** Fields of the line that a service logs for each request. */
export const LOG_FIELDS = {
  service: 'service',
  version: 'version',
  /** 32 hexadecimal digits, as in the trace. */
  traceId: 'trace_id',
  /** `blue` or `green`; absent until a health check has told it, and for services without a load balancer. */
  colour: 'colour',
  /** Absent when the caller named none. */
  variant: 'variant',
  method: 'method',
  /** Pattern of the route such as `/products/:id`, never the address itself; `unknown` when no route fits. */
  route: 'route',
  status: 'status',
  /** Milliseconds until the answer was sent. */
  duration: 'ms',
} as const;

/** Name of one of these fields. */
export type LogField = (typeof LOG_FIELDS)[keyof typeof LOG_FIELDS];

/** Variable that tells a service where another one is: `PRICE_LIST_URL` for `price-list`. */
export function urlVariable(service: string): string {
  return `${service.toUpperCase().replaceAll('-', '_')}_URL`;
}

/**
 * Environment variables that the services read, beside those of `urlVariable`.
 * A name that ends in `_SECONDS` is a duration in cloud time: the rehearsal divides it by its speed.
 */
export const ENV = {
  /** Port to listen on; default `CONTAINER_PORT`. */
  port: 'PORT',
  /** Address to listen on; default every interface. */
  bindAddress: 'BIND_ADDRESS',
  /** Name of the service in logs, traces and metrics. */
  service: 'SERVICE_NAME',
  /** Name of the environment, for example `sandbox`. */
  environment: 'ENVIRONMENT_NAME',
  /** Version label baked into the image when it is built. */
  version: 'RELEASE_VERSION',
  /** Planted faults, see `faults.ts`; refused unless `faultsAllowed` is `true`. */
  faults: 'FAULTS',
  /**
   * Whether planted faults are let in: `true` in the stacks of disposable environments only. The other stacks say
   * `false`, because a variable of the task definition wins over one that was built into an image.
   */
  faultsAllowed: 'FAULTS_ALLOWED',
  /** Seconds to keep serving after SIGTERM, so that balancers and DNS forget the task first. */
  drain: 'DRAIN_SECONDS',
  /** Seconds between two metric records in the log. */
  metricsInterval: 'METRICS_INTERVAL_SECONDS',
  /** Least level of the lines that are logged: `debug`, `info` (default), `warn`, `error` or `silent`. */
  logLevel: 'LOG_LEVEL',
  /** OpenTelemetry collector; no tracing SDK is started when it is not set. */
  otlpEndpoint: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  /** What else to say about the sender of the spans: `name=value` pairs, for example `aws.log.group.names`. */
  resourceAttributes: 'OTEL_RESOURCE_ATTRIBUTES',
  /** `xray` for X-Ray's rules; else the first request of each second and a share of the others are traced. */
  sampler: 'OTEL_TRACES_SAMPLER',
  /** With `xray`: `endpoint=<base URL>`; else the share of the others, 0 to 1; default 0.05, at most 100 a second. */
  samplerArg: 'OTEL_TRACES_SAMPLER_ARG',
  /** Set by ECS: address of the task metadata endpoint, which tells the image digest. */
  metadataUri: 'ECS_CONTAINER_METADATA_URI_V4',
} as const;

/** Body of `GET /api/version`. */
export interface Identity {
  /** Service name. */
  readonly service: string;
  /** Version label of the image, for example `1f3c9a2b7d10`; `placeholder` for the first image. */
  readonly version: string;
  /** Image reference as the task definition has it (`repository@sha256:…`); empty outside ECS. */
  readonly image: string;
  /** Environment name. */
  readonly environment: string;
}

/**
 * CloudWatch metrics that the services write to their log in Embedded Metric Format.
 * One record per interval; `latency` is an array of milliseconds, the others are counts.
 */
export const SERVICE_METRICS = {
  namespace: 'DevOpsOnAws/Service',
  dimensions: { service: 'Service', environment: 'Environment' },
  requests: 'Requests',
  errors: 'Errors',
  latency: 'Latency',
  /** Orders taken; written by the service that takes them. */
  orders: 'Orders',
} as const;
