import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { AWSXRayIdGenerator } from '@opentelemetry/id-generator-aws-xray';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ColourMemory } from './colour';
import type { ServiceConfig } from './config';
import type { EndListener } from './end-of-request';
import { routeOf } from './logging';
import {
  rememberedCall,
  setError,
  setStatus,
  tracedCall,
  type CallFacts,
  type OutgoingCall,
  type RememberedCall,
} from './outgoing-call';
import { isProbe } from './platform-paths';
import { perSecond } from './sampling/allowance';
import { localSampler } from './sampling/local-sampler';
import { DEFAULT_RATIO, type Sampler } from './sampling/sampler';
import { agentClient } from './sampling/sampling-client';
import { XRaySampler } from './sampling/xray-sampler';
import { requestAnnotations, resourceAttributes, serverAttributes, taskAnnotations } from './span-attributes';
import { exportTo } from './span-export';
import { readTraceParent, type TraceParent } from './trace-headers';

/** The trace of one request while it is being answered. */
export interface RequestTrace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** What the caller said. */
  readonly parent: TraceParent | undefined;
  /** The request's own span; undefined when the request is not sampled. */
  readonly span?: Span;
  /** The calls of a request that is not sampled. */
  readonly calls: RememberedCall[];
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined when tracing is off and for health checks. */
    requestTrace: RequestTrace | undefined;
  }
}

/** Requests that one task traces in a second at most: exporting a span costs more than answering a request. */
export const MAX_TRACES_PER_SECOND = 100;
/** Failed requests that one task keeps in a second although they were not sampled. */
export const MAX_KEPT_FAILURES_PER_SECOND = 10;

/** The process does not wait longer than this for its last spans. */
const SHUTDOWN_LIMIT_MS = 2_500;

/** What a test may replace. */
export interface TracingParts {
  readonly processor?: SpanProcessor;
  readonly sampler?: Sampler;
}

/** Makes the spans of a service; only exists when there is a collector to send them to. */
export class Tracing {
  private readonly ids = new RequestIdGenerator();
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;
  private readonly sampler: Sampler;
  private readonly mayTrace = perSecond(MAX_TRACES_PER_SECOND);
  private readonly mayKeep = perSecond(MAX_KEPT_FAILURES_PER_SECOND);
  private colour: Pick<ColourMemory, 'current'> = { current: undefined };

  constructor(
    private readonly config: ServiceConfig,
    { processor = exportTo(config.otlpEndpoint), sampler = startSampler(config) }: TracingParts = {},
  ) {
    this.sampler = sampler;
    this.provider = new BasicTracerProvider({
      // The decision is taken before a span is made, so that a request that is not traced costs little.
      sampler: new AlwaysOnSampler(),
      idGenerator: this.ids,
      spanProcessors: [processor],
      resource: resourceFromAttributes(resourceAttributes(config)),
    });
    this.tracer = this.provider.getTracer('shop');
  }

  /** Adds a span to each sampled request, as `request.requestTrace`; `end` must be told when it is over. */
  register(app: FastifyInstance, colour: Pick<ColourMemory, 'current'>): void {
    this.colour = colour;
    app.addHook('onRequest', (request, _reply, done) => {
      if (!isProbe(request.url)) request.requestTrace = this.begin(request);
      done();
    });
  }

  /** Ends the span of a request, or makes one when it failed without. */
  readonly end: EndListener = (request, reply, status) => {
    const { requestTrace } = request;
    if (requestTrace?.span) finish(requestTrace.span, request, status);
    else if (requestTrace && status >= 500) this.keepFailed(requestTrace, request, reply);
  };

  /** Starts the span of a call to another service as a child of the request's own span. */
  call({ traceId, span, calls }: RequestTrace, facts: CallFacts): OutgoingCall {
    if (span) return tracedCall(this.startCall(facts, span));
    const remembered = { ...facts, spanId: this.ids.generateSpanId(), startedAt: performance.now() };
    calls.push(remembered);
    return rememberedCall(traceId, remembered);
  }

  /** Sends what is pending; gives up silently when the collector does not answer soon. */
  async shutdown(): Promise<void> {
    this.sampler.stop();
    const limit = new AbortController();
    await Promise.race([
      this.provider.shutdown().catch(() => undefined),
      delay(SHUTDOWN_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => undefined),
    ]);
    limit.abort();
  }

  private begin(request: FastifyRequest): RequestTrace {
    const parent = readTraceParent(request.headers);
    const unsampled = { traceId: request.id, parent, calls: [] };
    const wanted = parent?.sampled ?? this.sampler.decide(this.subject(request));
    if (!wanted || !this.mayTrace()) return unsampled;
    return { ...unsampled, span: this.startRequest(request, unsampled) };
  }

  private subject(request: FastifyRequest) {
    const { method, url, headers } = request;
    return { method, url, host: headers.host ?? '', attributes: this.annotations(request) };
  }

  private annotations({ variant }: FastifyRequest): Record<string, string | undefined> {
    return requestAnnotations({ colour: this.colour.current, variant });
  }

  private startRequest(request: FastifyRequest, { traceId, parent }: RequestTrace, startTime?: number): Span {
    this.ids.next = { traceId };
    const annotated = { ...taskAnnotations(this.config), ...this.annotations(request) };
    const attributes = serverAttributes(request, annotated);
    return this.tracer.startSpan(
      `${request.method} ${routeOf(request)}`,
      { kind: SpanKind.SERVER, attributes, startTime },
      parentContext(parent),
    );
  }

  private startCall({ name, attributes }: CallFacts, parent: Span, startTime?: number): Span {
    const options = { kind: SpanKind.CLIENT, attributes, startTime };
    return this.tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, parent));
  }

  /** Makes the spans of a request that was not sampled, now that it has failed, with their real ids and times. */
  private keepFailed(request: RequestTrace, source: FastifyRequest, reply: FastifyReply): void {
    if (!this.mayKeep()) return;
    const now = performance.now();
    const span = this.startRequest(source, request, now - reply.elapsedTime);
    for (const call of request.calls) {
      this.ids.next = { traceId: request.traceId, spanId: call.spanId };
      const child = this.startCall(call, span, call.startedAt);
      if (call.status !== undefined) setStatus(child, call.status, 400);
      if (call.error) setError(child, call.error);
      child.end(call.endedAt ?? now);
    }
    finish(span, source, reply.statusCode, now);
  }
}

interface NextIds {
  readonly traceId: string;
  readonly spanId?: string;
}

/** Gives a new trace the id that the request already has in the log, and a late span the id it was announced by. */
class RequestIdGenerator extends AWSXRayIdGenerator {
  next: NextIds = { traceId: '' };

  override generateTraceId(): string {
    return this.next.traceId;
  }

  override generateSpanId(): string {
    const { spanId, traceId } = this.next;
    if (spanId === undefined) return super.generateSpanId();
    this.next = { traceId };
    return spanId;
  }
}

function startSampler(config: ServiceConfig): Sampler {
  const { sampling, service: name, metadataUri } = config;
  const type = metadataUri === '' ? '' : 'AWS::ECS::Container';
  if (sampling.kind === 'local') return localSampler(sampling.ratio);
  const sampler = new XRaySampler({
    client: agentClient(sampling.endpoint, randomBytes(12).toString('hex')),
    service: { name, type, attributes: taskAnnotations(config) },
    fallback: localSampler(DEFAULT_RATIO),
  });
  sampler.start();
  return sampler;
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

function finish(span: Span, { failure }: FastifyRequest, status: number, endTime?: number): void {
  setStatus(span, status, 500);
  if (failure && status >= 500) setError(span, failure);
  span.end(endTime);
}
