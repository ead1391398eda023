import type { IncomingMessage } from 'node:http';
import { AWSXRayIdGenerator } from '@opentelemetry/id-generator-aws-xray';
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import { readVariant } from './baggage';
import { ColourMemory } from './colour';
import type { ServiceConfig } from './config';
import { LOG_FIELDS, PATHS, type Identity } from './contract';
import { RequestMetrics } from './emf';
import { CALLER_GONE, listenToEnds, type EndListener } from './end-of-request';
import { addErrorAnswers, type ErrorPages } from './error-answers';
import { plantFaults } from './fault-hooks';
import type { LineSink } from './line-buffer';
import { logOptions, routeOf, type RequestFields } from './logging';
import { isProbe } from './platform-paths';
import { SERVER_LIMITS, type ServerLimits } from './server-limits';
import { readTraceParent } from './trace-headers';
import type { Tracing } from './tracing';

/** What a service is, apart from the environment it runs in. */
export interface Service {
  /** Name used when the environment gives none. */
  readonly name: string;
  /** Names of the services that it calls and cannot work without; default none. */
  readonly calls?: readonly string[];
  /** Names of the things that the service counts for the business, see `SERVICE_METRICS`; default none. */
  readonly counts?: readonly string[];
  /** Adds the service's own routes; a service that people visit returns pages for what goes wrong. */
  register(app: FastifyInstance, context: ServiceContext): ErrorPages | undefined;
}

/** What a service's routes may use. */
export interface ServiceContext {
  readonly config: ServiceConfig;
  readonly identity: Identity;
  /** Undefined when there is no collector. */
  readonly tracing?: Tracing;
  /** Adds one to what the service counts under this name. */
  readonly count: (name: string) => void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The variant that the caller named; undefined when it named none. */
    readonly variant: string | undefined;
  }
}

/** How to build a service around its routes. */
export interface AppOptions {
  readonly config: ServiceConfig;
  /** Where log lines and metric records go. */
  readonly output: LineSink;
  /** Image reference of this container; empty outside ECS. */
  readonly image?: string;
  /** Makes spans; left out when there is no collector. */
  readonly tracing?: Tracing;
  /**
   * How long clients are waited for.
   * @default SERVER_LIMITS
   */
  readonly limits?: ServerLimits;
}

/** A service that is ready to listen. */
export interface ServiceApp {
  readonly server: FastifyInstance;
  /** From now on `/ready` answers 503 and every answer asks the client to close its connection. */
  readonly beginDrain: () => void;
  /** Writes the metrics recorded since the last call. */
  readonly flushMetrics: () => void;
}

/** Builds a service with logs, metrics, traces, health, readiness, identity and planted faults. */
export function buildApp(service: Service, options: AppOptions): ServiceApp {
  const { config, output, tracing, image = '' } = options;
  const identity = {
    service: config.service,
    version: config.version,
    image,
    environment: config.environment,
  };
  const colour = new ColourMemory();
  const metrics = new RequestMetrics(config, colour, service.counts);
  const state = { draining: false, visited: false };
  const server = createServer(options, colour);
  server.decorateRequest('variant', {
    getter() {
      return readVariant(this.headers);
    },
  });
  server.decorateRequest('requestTrace', undefined);
  tracing?.register(server, colour);
  addDrain(server, state);
  listenToEnds(server, tracing ? [tracing.end, logRequests(metrics, state)] : [logRequests(metrics, state)]);
  addPlatformRoutes(server, { identity, unhealthy: config.faults.unhealthy, state, colour });
  plantFaults(server, config.faults);
  const count = (name: string): void => metrics.count(name);
  const pages = service.register(server, { config, identity, tracing, count });
  state.visited = pages !== undefined;
  addErrorAnswers(server, pages);
  return {
    server,
    beginDrain: () => void (state.draining = true),
    flushMetrics: () => {
      const record = metrics.flush(Date.now());
      if (record) output.write(`${record}\n`);
    },
  };
}

function createServer(
  { config, output, limits = SERVER_LIMITS }: AppOptions,
  colour: ColourMemory,
): FastifyInstance {
  const { keepAliveTimeout, requestTimeout, headersTimeout, connectionsCheckingInterval } = limits;
  const ids = new AWSXRayIdGenerator();
  return Fastify({
    logger: logOptions(config, output, colour),
    // One compact line for each request is written when it has been answered.
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: LOG_FIELDS.traceId }),
    schemaController: { compilersFactory: { buildValidator: refuseSchema, buildSerializer: refuseSchema } },
    requestIdHeader: false,
    genReqId: (request: IncomingMessage) =>
      readTraceParent(request.headers)?.traceId ?? ids.generateTraceId(),
    keepAliveTimeout,
    requestTimeout,
    return503OnClosing: false,
    http: { headersTimeout, connectionsCheckingInterval },
  });
}

/** Loading Fastify's schema compilers takes a third of the start time, and no route here has a schema. */
function refuseSchema(): never {
  throw new Error('route schemas are off: remove schemaController from createServer() to use them');
}

function addDrain(server: FastifyInstance, state: { draining: boolean }): void {
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (state.draining) reply.header('connection', 'close');
    done(null, payload);
  });
}

/**
 * One line and one count for each request that visitors or other services make. A visitor who leaves was not failed; a
 * service that gave up waiting was, and behind it requests may wait so long that they look quick when they arrive.
 */
function logRequests(metrics: RequestMetrics, state: { readonly visited: boolean }): EndListener {
  return (request, reply, status) => {
    if (isProbe(request.url)) return;
    const ms = Math.round(reply.elapsedTime * 1_000) / 1_000;
    metrics.record(status >= 500 || (status === CALLER_GONE && !state.visited), ms);
    const { variant, method } = request;
    const line: RequestFields = { variant, method, route: routeOf(request), status, ms };
    request.log.info(line);
  };
}

interface PlatformRoutes {
  readonly identity: Identity;
  readonly unhealthy: boolean;
  readonly state: { readonly draining: boolean };
  readonly colour: ColourMemory;
}

function addPlatformRoutes(server: FastifyInstance, routes: PlatformRoutes): void {
  const { identity, unhealthy, state, colour } = routes;
  const version = JSON.stringify(identity);
  server.get(PATHS.health, (request, reply) => {
    colour.learn(request);
    void reply.code(unhealthy ? 503 : 200).send({ status: unhealthy ? 'unhealthy' : 'ok' });
  });
  server.get(PATHS.ready, (request, reply) => {
    colour.learn(request);
    const ready = !unhealthy && !state.draining;
    void reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });
  server.get(PATHS.version, (_request, reply) => {
    void reply.type('application/json; charset=utf-8').header('cache-control', 'no-store').send(version);
  });
}
