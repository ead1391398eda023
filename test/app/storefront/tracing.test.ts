import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import type { FastifyInstance } from 'fastify';
import { catalog } from '../../../app/catalog/service';
import { buildApp, type Service } from '../../../app/shared/build-app';
import { ANNOTATIONS, healthPath } from '../../../app/shared/contract';
import type { SamplingSubject } from '../../../app/shared/sampling/sampler';
import { MAX_KEPT_FAILURES_PER_SECOND, MAX_TRACES_PER_SECOND, Tracing } from '../../../app/shared/tracing';
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

describe('annotations', () => {
  test('are indexed: release, environment, colour and variant', async () => {
    const { server, spans } = await buildShop({ RELEASE_VERSION: 'v7', ENVIRONMENT_NAME: 'sandbox' });
    await server.inject(healthPath('green'));
    await server.inject({ url: '/api/products', headers: { baggage: 'variant=b, user=ann' } });
    const [back, , front] = spans.getFinishedSpans();
    expect(front?.attributes).toMatchObject({
      release_version: 'v7',
      deployment_environment: 'sandbox',
      deployment_colour: 'green',
      experiment_variant: 'b',
      'aws.xray.annotations': [
        'release_version',
        'deployment_environment',
        'deployment_colour',
        'experiment_variant',
      ],
    });
    expect(back?.attributes).toMatchObject({ release_version: 'dev', experiment_variant: 'b' });
  });

  test('that are not known are left out', async () => {
    const { server, spans } = await buildShop();
    await server.inject('/api/version');
    const attributes = spans.getFinishedSpans()[0]?.attributes;
    expect(attributes?.['aws.xray.annotations']).toEqual(['release_version', 'deployment_environment']);
    expect(attributes).not.toHaveProperty('deployment_colour');
    expect(attributes).not.toHaveProperty('experiment_variant');
  });

  test('have keys that X-Ray takes', () => {
    for (const key of Object.values(ANNOTATIONS)) expect(key).toMatch(/^\w+$/);
  });
});

test('a span names the route and says nothing of the visitor', async () => {
  const { server, spans } = await buildShop();
  const headers = {
    traceparent: `00-${traceId}-${parentSpanId}-01`,
    host: 'Shop.Example.com:443',
    cookie: 'sid=hunter2',
    'user-agent': 'hunter2',
    'x-forwarded-for': '203.0.113.7',
  };
  await server.inject({ url: '/api/products/hunter2?q=hunter2', headers });
  await server.inject({ url: '/hunter2?q=hunter2', headers });
  const finished = spans.getFinishedSpans();
  expect(finished).toHaveLength(4);
  expect(finished[2]).toMatchObject({
    name: 'GET /api/products/:id',
    attributes: {
      'http.route': '/api/products/:id',
      'url.path': '/api/products/:id',
      'server.address': 'shop.example.com',
      'http.response.status_code': 404,
    },
  });
  const told = finished.map(({ name, attributes, events }) => [name, attributes, events]);
  expect(JSON.stringify(told)).not.toMatch(/hunter2|203\.0/);
});

describe('which requests are traced', () => {
  /** A service that asks `decide`, with everything that it was asked about. */
  function buildAsking(decide: () => boolean) {
    const asked: SamplingSubject[] = [];
    const spans = new InMemorySpanExporter();
    const sampler = {
      decide: (subject: SamplingSubject) => (asked.push(subject), decide()),
      stop: () => undefined,
    };
    const config = testConfig({ RELEASE_VERSION: 'v7' }, 'catalog');
    const tracing = new Tracing(config, { processor: new SimpleSpanProcessor(spans), sampler });
    const { server } = buildApp(catalog, { config, output: recorder(), tracing });
    opened.push(server);
    return { server, asked, spans };
  }

  test('the sampler is told what X-Ray rules ask about', async () => {
    const { server, asked } = buildAsking(() => true);
    const headers = { host: 'shop.example.com', baggage: 'variant=b' };
    await server.inject({ url: '/products?page=1', headers });
    expect(asked).toEqual([
      {
        method: 'GET',
        url: '/products?page=1',
        host: 'shop.example.com',
        attributes: {
          deployment_colour: undefined,
          experiment_variant: 'b',
        },
      },
    ]);
  });

  test('it is never asked about health checks, and not when the caller has decided', async () => {
    const { server, asked } = buildAsking(() => true);
    for (const url of ['/health', '/ready', healthPath('blue')]) await server.inject(url);
    await server.inject({ url: '/products', headers: { traceparent: `00-${traceId}-${parentSpanId}-01` } });
    expect(asked).toEqual([]);
  });

  test.each([
    ['that the sampler wants', {}],
    ['that the caller wants', { traceparent: `00-${traceId}-${parentSpanId}-01` }],
  ])('no more than a hundred a second %s', async (_what, headers) => {
    jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    const { server, spans } = buildAsking(() => true);
    for (let count = 0; count < MAX_TRACES_PER_SECOND + 5; count += 1) {
      await server.inject({ url: '/products', headers });
    }
    jest.restoreAllMocks();
    expect(spans.getFinishedSpans()).toHaveLength(MAX_TRACES_PER_SECOND);
  });
});

describe('a request that fails and was not sampled', () => {
  const unsampled = { traceparent: `00-${traceId}-${parentSpanId}-00` };

  test('is kept with its calls, as if it had been sampled', async () => {
    const { server, spans } = await buildShop({ FAULTS: 'dependency-failure' });
    const started = Date.now();
    await server.inject({ url: '/api/products', headers: unsampled });
    const [call, front] = spans.getFinishedSpans();
    expect(spans.getFinishedSpans()).toHaveLength(2);
    expect(front).toMatchObject({
      name: 'GET /api/products',
      parentSpanContext: { traceId, spanId: parentSpanId },
      attributes: { 'http.response.status_code': 503, release_version: 'dev' },
      status: { code: SpanStatusCode.ERROR, message: 'the catalog cannot be reached' },
    });
    expect(call).toMatchObject({
      name: 'GET /products',
      kind: SpanKind.CLIENT,
      attributes: { 'peer.service': 'catalog' },
      status: { code: SpanStatusCode.ERROR, message: 'planted fault: dependency-failure' },
    });
    expect(call?.parentSpanContext?.spanId).toBe(front?.spanContext().spanId);
    for (const { startTime, endTime } of [call, front].flatMap((span) => span ?? [])) {
      expect(milliseconds(startTime)).toBeGreaterThan(started - 50);
      expect(milliseconds(endTime)).toBeGreaterThanOrEqual(milliseconds(startTime));
      expect(milliseconds(endTime)).toBeLessThan(Date.now() + 50);
    }
  });

  test('in two services is one trace', async () => {
    const spans = new InMemorySpanExporter();
    const back = build(catalog, spans, { FAULTS: 'error-rate=1' });
    const url = await back.server.listen({ port: 0, host: '127.0.0.1' });
    const front = build(storefront, spans, { CATALOG_URL: url });
    await front.server.inject({ url: '/api/products', headers: unsampled });
    const [failed, call, first] = spans.getFinishedSpans();
    expect([failed, call, first].map(serviceOf)).toEqual(['catalog', 'storefront', 'storefront']);
    expect(failed?.parentSpanContext?.spanId).toBe(call?.spanContext().spanId);
    expect(call?.parentSpanContext?.spanId).toBe(first?.spanContext().spanId);
    expect(failed?.spanContext().traceId).toBe(traceId);
    expect(failed?.status.message).toBe('planted fault: error-rate');
  });

  test('is not kept when it is the fault of the caller', async () => {
    const { server, spans } = await buildShop();
    await server.inject({ url: '/nothing', headers: unsampled });
    expect(spans.getFinishedSpans()).toEqual([]);
  });

  test('is one of ten a second at most', async () => {
    jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    const spans = new InMemorySpanExporter();
    const { server } = build(catalog, spans, { FAULTS: 'error-rate=1' });
    for (let count = 0; count < 25; count += 1) await server.inject({ url: '/products', headers: unsampled });
    jest.restoreAllMocks();
    expect(spans.getFinishedSpans()).toHaveLength(MAX_KEPT_FAILURES_PER_SECOND);
  });
});

describe('what the catalog is told', () => {
  /** Asks the storefront and answers with the headers that its call had. */
  async function headersOfCall(headers: Record<string, string>, env: NodeJS.ProcessEnv = {}) {
    const seen: IncomingHttpHeaders[] = [];
    const spans = new InMemorySpanExporter();
    const stub = createServer((request, response) => {
      seen.push(request.headers);
      response.end('{"products":[]}');
    }).listen(0, '127.0.0.1');
    await once(stub, 'listening');
    const url = `http://127.0.0.1:${(stub.address() as AddressInfo).port}`;
    const { server } = build(storefront, spans, { CATALOG_URL: url, ...env });
    await server.inject({ url: '/api/products', headers });
    stub.closeAllConnections();
    stub.close();
    const call = spans.getFinishedSpans().find(({ kind }) => kind === SpanKind.CLIENT);
    return { seen: seen[0] ?? {}, spanId: call?.spanContext().spanId };
  }

  const amazon = { 'x-amzn-trace-id': 'Self=1-1-2;Root=1-6b0256d4-5aef6a811c4041b8ea3b4559' };

  test('in both headers: the trace, the span of the call and that it is sampled', async () => {
    const { seen, spanId } = await headersOfCall(amazon);
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(seen).toMatchObject({
      traceparent: `00-${traceId}-${spanId}-01`,
      'x-amzn-trace-id': `Root=1-6b0256d4-5aef6a811c4041b8ea3b4559;Parent=${spanId};Sampled=1`,
    });
  });

  test('in both headers: that it is not sampled', async () => {
    const { seen } = await headersOfCall({ 'x-amzn-trace-id': `${amazon['x-amzn-trace-id']};Sampled=0` });
    expect(seen['traceparent']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    expect(seen['x-amzn-trace-id']).toMatch(/;Parent=[0-9a-f]{16};Sampled=0$/);
  });

  test('the variant, and nothing else that a visitor sent', async () => {
    const { seen } = await headersOfCall({
      baggage: 'user=ann,variant=b',
      cookie: 'sid=1',
      authorization: 'Bearer abcd',
      'x-own': 'x',
    });
    expect(seen['baggage']).toBe('variant=b');
    expect(Object.keys(seen).sort()).toEqual([
      'baggage',
      'connection',
      'host',
      'traceparent',
      'x-amzn-trace-id',
    ]);
  });
});

const milliseconds = ([seconds, nanoseconds]: [number, number]) => seconds * 1_000 + nanoseconds / 1e6;
