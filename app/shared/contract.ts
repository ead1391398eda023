/**
 * Names that cross the boundary between the services, the stacks and the rehearsal.
 * Each name is spelled here once and imported on both sides.
 */

/** Name of the one container in every task definition; `appspec.yml` spells it too. */
export const CONTAINER_NAME = 'app';

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

/**
 * Environment variables that the services read.
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
  /** Base URL of the catalog service; read by the storefront. */
  catalogUrl: 'CATALOG_URL',
  /** Planted faults, see `faults.ts`; refused when the environment is `production`. */
  faults: 'FAULTS',
  /** Seconds to keep serving after SIGTERM, so that balancers and DNS forget the task first. */
  drain: 'DRAIN_SECONDS',
  /** Seconds between two metric records in the log. */
  metricsInterval: 'METRICS_INTERVAL_SECONDS',
  /** OpenTelemetry collector; no tracing SDK is started when it is not set. */
  otlpEndpoint: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  /** Share of requests to trace beyond the first of each second, 0 to 1; default 0.05, at most 100 a second. */
  traceRatio: 'OTEL_TRACES_SAMPLER_ARG',
  /** Set by ECS: address of the task metadata endpoint, which tells the image digest. */
  metadataUri: 'ECS_CONTAINER_METADATA_URI_V4',
} as const;

/** The name of the environment in which planted faults are refused. */
export const PRODUCTION = 'production';

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
} as const;
