import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { Attributes, Context, Span, Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { AWSXRayIdGenerator } from '@opentelemetry/id-generator-aws-xray';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceConfig } from './config';
import { isProbe } from './platform-paths';
import { createSampler, type Sampler } from './sampler';
import { readTraceParent, writeTraceParent, type TraceParent } from './trace-headers';

/** The trace of one request while it is being answered. */
export interface RequestTrace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** The request's own span; undefined when the request is not sampled. */
  readonly span?: Span;
}

/** A call to another service, as the trace sees it. */
export interface OutgoingCall {
  /** Headers that carry the trace along. */
  readonly headers: Record<string, string>;
  /** Ends the span with the status of the answer. */
  end(status: number): void;
  /** Ends the span without an answer. */
  fail(error: Error): void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined when tracing is off. */
    requestTrace: RequestTrace | undefined;
  }
}

const EXPORT_TIMEOUT_MS = 2_000;

/** Makes the spans of a service; only exists when there is a collector to send them to. */
export class Tracing {
  private readonly ids = new RequestIdGenerator();
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;
  private readonly sample: Sampler;

  constructor(config: ServiceConfig, processor: SpanProcessor = otlpProcessor(config.otlpEndpoint)) {
    this.provider = new BasicTracerProvider({
      // The decision is taken before a span is made, so that a request that is not traced costs nothing.
      sampler: new AlwaysOnSampler(),
      idGenerator: this.ids,
      spanProcessors: [processor],
      resource: resourceFromAttributes({
        'service.name': config.service,
        'service.version': config.version,
        'deployment.environment.name': config.environment,
      }),
    });
    this.tracer = this.provider.getTracer('shop');
    this.sample = createSampler(config.traceRatio);
  }

  /** Adds a span to each sampled request, as `request.requestTrace`. */
  register(app: FastifyInstance): void {
    app.addHook('onRequest', (request, _reply, done) => {
      if (!isProbe(request.url)) request.requestTrace = this.begin(request);
      done();
    });
    app.addHook('onResponse', (request, reply, done) => {
      const span = request.requestTrace?.span;
      if (span) finish(span, request, reply);
      done();
    });
  }

  /** Starts the span of a call to another service as a child of the request's own span. */
  call({ traceId, span }: RequestTrace, name: string, attributes: Attributes): OutgoingCall {
    if (!span) return untracedCall(traceId, this.ids.generateSpanId());
    const options = { kind: SpanKind.CLIENT, attributes };
    const child = this.tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, span));
    return {
      headers: { traceparent: writeTraceParent(traceId, child.spanContext().spanId, true) },
      end(status) {
        setStatus(child, status, 400);
        child.end();
      },
      fail(error) {
        child.recordException(error);
        child.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
        child.end();
      },
    };
  }

  /** Sends what is pending; gives up silently when the collector does not answer in two seconds. */
  async shutdown(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined);
  }

  private begin(request: FastifyRequest): RequestTrace {
    const parent = readTraceParent(request.headers);
    if (!this.sample(parent?.sampled)) return { traceId: request.id };
    this.ids.nextTraceId = request.id;
    const span = this.tracer.startSpan(
      `${request.method} ${request.routeOptions.url ?? 'unknown'}`,
      { kind: SpanKind.SERVER, attributes: { 'http.request.method': request.method } },
      parentContext(parent),
    );
    return { traceId: request.id, span };
  }
}

/** Gives a new trace the id that the request already has in the log. */
class RequestIdGenerator extends AWSXRayIdGenerator {
  nextTraceId = '';

  override generateTraceId(): string {
    return this.nextTraceId;
  }
}

function otlpProcessor(endpoint: string): SpanProcessor {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: EXPORT_TIMEOUT_MS });
  return new BatchSpanProcessor(exporter, { exportTimeoutMillis: EXPORT_TIMEOUT_MS });
}

function parentContext(parent: TraceParent | undefined): Context {
  if (!parent?.spanId) return ROOT_CONTEXT;
  const { traceId, spanId } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

function finish(span: Span, request: FastifyRequest, reply: FastifyReply): void {
  span.setAttribute('url.path', request.url);
  if (request.routeOptions.url) span.setAttribute('http.route', request.routeOptions.url);
  setStatus(span, reply.statusCode, 500);
  span.end();
}

function setStatus(span: Span, status: number, firstError: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status >= firstError) span.setStatus({ code: SpanStatusCode.ERROR });
}

function untracedCall(traceId: string, spanId: string): OutgoingCall {
  const headers = { traceparent: writeTraceParent(traceId, spanId, false) };
  return { headers, end: () => undefined, fail: () => undefined };
}
