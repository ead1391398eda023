import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { FastifyInstance } from 'fastify';
import { catalog } from '../../../app/catalog/service';
import { buildApp, type Service } from '../../../app/shared/build-app';
import { Tracing } from '../../../app/shared/tracing';
import { storefront } from '../../../app/storefront/service';
import { recorder, testConfig } from '../support';

const traceId = '6b0256d45aef6a811c4041b8ea3b4559';
const parentSpanId = '00f067aa0ba902b7';
const opened: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

/** A traced service whose spans end up in `spans`. */
function build(service: Service, spans: InMemorySpanExporter, env: NodeJS.ProcessEnv = {}) {
  const config = testConfig({ OTEL_TRACES_SAMPLER_ARG: '0', ...env }, service.name);
  const output = recorder();
  const tracing = new Tracing(config, { processor: new SimpleSpanProcessor(spans) });
  const { server } = buildApp(service, { config, output, tracing });
  opened.push(server);
  return { server, output, tracing };
}

/** Both services with one exporter; the storefront calls the catalog over HTTP. */
async function buildShop(env: NodeJS.ProcessEnv = {}) {
  const spans = new InMemorySpanExporter();
  const back = build(catalog, spans);
  const url = await back.server.listen({ port: 0, host: '127.0.0.1' });
  const front = build(storefront, spans, { CATALOG_URL: url, ...env });
  return { ...front, spans, url };
}

const serviceOf = (span: ReadableSpan | undefined) => span?.resource.attributes['service.name'];

test('one request is one trace over both services', async () => {
  const { server, spans, output, url } = await buildShop();
  await server.inject('/api/products');
  const finished = spans.getFinishedSpans();
  const [back, call, front] = finished;
  expect(finished).toHaveLength(3);
  expect(finished.map((span) => [serviceOf(span), span.name, span.kind])).toEqual([
    ['catalog', 'GET /products', SpanKind.SERVER],
    ['storefront', 'GET /products', SpanKind.CLIENT],
    ['storefront', 'GET /api/products', SpanKind.SERVER],
  ]);
  expect(new Set(finished.map((span) => span.spanContext().traceId)).size).toBe(1);
  expect(front?.parentSpanContext).toBeUndefined();
  expect(call?.parentSpanContext?.spanId).toBe(front?.spanContext().spanId);
  expect(back?.parentSpanContext?.spanId).toBe(call?.spanContext().spanId);
  expect(call?.attributes).toMatchObject({
    'peer.service': 'catalog',
    'url.full': `${url}/products`,
    'http.response.status_code': 200,
  });
  expect(output.lines()[0]?.['trace_id']).toBe(front?.spanContext().traceId);
});

test('a trace begun by a caller is continued', async () => {
  const { server, spans } = await buildShop();
  await server.inject({ url: '/api/products', headers: { traceparent: `00-${traceId}-${parentSpanId}-01` } });
  const finished = spans.getFinishedSpans();
  expect(finished.map((span) => span.spanContext().traceId)).toEqual([traceId, traceId, traceId]);
  expect(finished.at(-1)?.parentSpanContext).toMatchObject({ spanId: parentSpanId, isRemote: true });
});

test('a trace named by the load balancer keeps its id', async () => {
  const { server, spans } = await buildShop();
  const headers = { 'x-amzn-trace-id': 'Root=1-6b0256d4-5aef6a811c4041b8ea3b4559' };
  await server.inject({ url: '/api/version', headers });
  const [span] = spans.getFinishedSpans();
  expect(span?.spanContext().traceId).toBe(traceId);
  expect(span?.parentSpanContext).toBeUndefined();
});

test('trace ids begin with the time, as X-Ray wants them', async () => {
  const { server, spans } = await buildShop();
  await server.inject('/api/version');
  const seconds = Number.parseInt(spans.getFinishedSpans()[0]?.spanContext().traceId.slice(0, 8) ?? '', 16);
  expect(Math.abs(seconds - Date.now() / 1_000)).toBeLessThan(60);
});

test('a request that is not sampled makes no span in either service', async () => {
  const { server, spans } = await buildShop();
  await server.inject({ url: '/api/products', headers: { traceparent: `00-${traceId}-${parentSpanId}-00` } });
  expect(spans.getFinishedSpans()).toEqual([]);
});

test('health checks are not traced and use no sample up', async () => {
  const { server, spans } = await buildShop();
  await server.inject('/health');
  await server.inject('/ready');
  await server.inject('/api/version');
  expect(spans.getFinishedSpans().map((span) => span.name)).toEqual(['GET /api/version']);
});

test('a failed call and the request that it broke are marked', async () => {
  const { server, spans } = await buildShop({ FAULTS: 'dependency-failure' });
  await server.inject('/api/products');
  const [call, front] = spans.getFinishedSpans();
  expect(call).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: 'planted fault: dependency-failure' },
    events: [expect.objectContaining({ name: 'exception' })],
  });
  expect(front).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { 'http.route': '/api/products', 'http.response.status_code': 503 },
  });
});

test('an unknown path is a good answer for the service and has no route', async () => {
  const { server, spans } = await buildShop();
  await server.inject('/nothing');
  const [span] = spans.getFinishedSpans();
  expect(span).toMatchObject({ name: 'GET unknown', status: { code: SpanStatusCode.UNSET } });
  expect(span?.attributes).not.toHaveProperty('http.route');
});

test('the resource says which version of which service answered where', async () => {
  const spans = new InMemorySpanExporter();
  const { server } = build(catalog, spans, { RELEASE_VERSION: 'v7', ENVIRONMENT_NAME: 'sandbox' });
  await server.inject('/products');
  expect(spans.getFinishedSpans()[0]?.resource.attributes).toEqual({
    'service.name': 'catalog',
    'service.version': 'v7',
    'deployment.environment.name': 'sandbox',
    'telemetry.sdk.language': 'nodejs',
  });
});

test('a collector that is away holds nothing up', async () => {
  const config = testConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }, 'catalog');
  const tracing = new Tracing(config);
  const { server } = buildApp(catalog, { config, output: recorder(), tracing });
  expect((await server.inject('/products')).statusCode).toBe(200);
  const started = performance.now();
  await tracing.shutdown();
  expect(performance.now() - started).toBeLessThan(4_000);
});
