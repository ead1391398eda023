import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { bundleServices } from '../../../scripts/bundle';
import { runToEnd, startService, type RunningService } from './process';

const outDir = mkdtempSync(join(tmpdir(), 'services-'));
const catalogFile = join(outDir, 'catalog.js');
const storefrontFile = join(outDir, 'storefront.js');
const running: RunningService[] = [];

beforeAll(async () => {
  await bundleServices([], outDir);
}, 30_000);

afterEach(async () => {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all(running.splice(0).map(({ exited }) => exited));
});

afterAll(() => rmSync(outDir, { recursive: true }));

async function start(file: string, env: NodeJS.ProcessEnv = {}): Promise<RunningService> {
  const service = await startService(file, env);
  running.push(service);
  return service;
}

/** The first line of a service's log that is about a request. */
async function firstRequest(service: RunningService) {
  for (;;) {
    const line = service.lines().find(({ method }) => method === 'GET');
    if (line) return line;
    await delay(5);
  }
}

interface Tally {
  ok: number;
  failed: string[];
  closed: number;
}

/** A client with kept-alive connections that asks without a pause until it is told to stop. */
function keepAsking(url: string, tally: Tally): { stop(): Promise<void> } {
  const agent = new Agent({ keepAlive: true });
  let stopped = false;
  const loop = (async () => {
    while (!stopped) await ask(url, agent, tally);
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
      agent.destroy();
    },
  };
}

async function ask(url: string, agent: Agent, tally: Tally): Promise<void> {
  await new Promise<void>((resolve) => {
    const request = get(url, { agent }, (response) => {
      if (response.statusCode === 200) tally.ok += 1;
      else tally.failed.push(`status ${response.statusCode}`);
      if (response.headers.connection === 'close') tally.closed += 1;
      response.resume().on('end', resolve);
    });
    request.on('error', (error) => {
      tally.failed.push(error.message);
      resolve();
    });
  });
}

test('the shop works as two processes that log the same trace', async () => {
  const catalog = await start(catalogFile);
  const storefront = await start(storefrontFile, { CATALOG_URL: catalog.url });
  const response = await fetch(`${storefront.url}/api/products`);
  expect(response.status).toBe(200);
  await expect(response.json()).resolves.toMatchObject({
    products: [{ id: 'canary-mug' }, {}, {}, {}, {}, {}],
  });
  const [front, back] = await Promise.all([storefront, catalog].map(firstRequest));
  expect(back?.['trace_id']).toMatch(/^[0-9a-f]{32}$/);
  expect(front?.['trace_id']).toBe(back?.['trace_id']);
});

test('SIGTERM under load loses no request', async () => {
  const service = await start(catalogFile, { DRAIN_SECONDS: '2', FAULTS: 'latency-ms=5' });
  const tally: Tally = { ok: 0, failed: [], closed: 0 };
  const clients = Array.from({ length: 10 }, () => keepAsking(`${service.url}/products`, tally));
  const answered = async (count: number) => {
    while (tally.ok < count && tally.failed.length === 0) await delay(5);
  };
  await answered(100);
  service.child.kill('SIGTERM');
  while ((await fetch(`${service.url}/ready`)).status === 200) await delay(5);
  await answered(tally.ok + 100);
  // The balancer has turned away by now; whatever it had sent is answered before the process ends.
  await Promise.all(clients.map((client) => client.stop()));
  expect(await service.exited).toEqual([0, null]);
  expect(tally.failed).toEqual([]);
  expect(tally.closed).toBeGreaterThanOrEqual(100 - clients.length);
}, 20_000);

test('requests in flight are answered although the drain is over', async () => {
  const service = await start(catalogFile, { FAULTS: 'latency-ms=400' });
  const answers = Array.from({ length: 5 }, () => fetch(`${service.url}/products`));
  await delay(100);
  service.child.kill('SIGTERM');
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
  expect(await service.exited).toEqual([0, null]);
  const record = service.lines().find((line) => '_aws' in line);
  expect(record).toMatchObject({ Service: 'catalog', Requests: 5, Errors: 0 });
});

test.each([
  ['a second SIGTERM', 'SIGTERM', 143],
  ['SIGINT', 'SIGINT', 130],
] as const)('%s ends a draining service at once', async (_what, signal, code) => {
  const service = await start(catalogFile, { DRAIN_SECONDS: '60' });
  service.child.kill('SIGTERM');
  while ((await fetch(`${service.url}/ready`)).status === 200) await delay(5);
  service.child.kill(signal);
  expect(await service.exited).toEqual([code, null]);
});

test('metrics are written at their interval', async () => {
  const service = await start(catalogFile, { METRICS_INTERVAL_SECONDS: '0.05' });
  await fetch(`${service.url}/products`);
  while (!service.lines().some((line) => '_aws' in line)) await delay(5);
  expect(service.lines().find((line) => '_aws' in line)).toMatchObject({ Requests: 1 });
});

test('with a collector the spans are sent to it, the last ones at the end', async () => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    let body = `${request.url}\n`;
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      bodies.push(body);
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const service = await start(catalogFile, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
  await fetch(`${service.url}/products`);
  service.child.kill('SIGTERM');
  expect(await service.exited).toEqual([0, null]);
  collector.close();
  expect(bodies).toHaveLength(1);
  expect(bodies[0]).toMatch(/^\/v1\/traces\n.*"name":"GET \/products"/);
});

/** A collector that takes connections and never answers. */
async function hangingCollector() {
  let calls = 0;
  const server = createServer((request) => {
    calls += 1;
    request.resume();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, calls: () => calls, close: () => (server.closeAllConnections(), server.close()) };
}

test('a collector and a sampling endpoint that hang hold up neither answers nor the end', async () => {
  const collector = await hangingCollector();
  const service = await start(catalogFile, {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER: 'xray',
    OTEL_TRACES_SAMPLER_ARG: `endpoint=${collector.url}`,
  });
  const headers = { traceparent: `00-6b0256d45aef6a811c4041b8ea3b4559-00f067aa0ba902b7-01` };
  const times: number[] = [];
  while (collector.calls() < 2) {
    const started = performance.now();
    expect((await fetch(`${service.url}/products`, { headers })).status).toBe(200);
    times.push(performance.now() - started);
  }
  expect(times.sort((one, other) => one - other)[Math.floor(times.length / 2)]).toBeLessThan(250);
  service.child.kill('SIGTERM');
  const stopping = performance.now();
  expect(await service.exited).toEqual([0, null]);
  expect(performance.now() - stopping).toBeLessThan(5_000);
  collector.close();
});

test('without a collector or an agent at its address a service works all the same', async () => {
  const service = await start(catalogFile, {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_TRACES_SAMPLER: 'xray',
    OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://127.0.0.1:9',
  });
  expect((await fetch(`${service.url}/products`)).status).toBe(200);
  service.child.kill('SIGTERM');
  expect(await service.exited).toEqual([0, null]);
});

/** A collector that takes everything. */
async function collectorWithoutEnd() {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

test('when the port of the collector closes, every request succeeds and takes no longer than beside one that is there', async () => {
  const [kept, lost] = await Promise.all([collectorWithoutEnd(), collectorWithoutEnd()]);
  const [beside, without] = await Promise.all(
    [kept, lost].map(({ url }) => start(catalogFile, { OTEL_EXPORTER_OTLP_ENDPOINT: url })),
  );
  await lost.close();
  const times = { beside: [] as number[], without: [] as number[] };
  const agent = new Agent({ keepAlive: true });
  const tally: Tally = { ok: 0, failed: [], closed: 0 };
  // In turn, so that whatever else this machine does slows both down alike; long enough for some deliveries to fail.
  const end = performance.now() + 2_500;
  while (performance.now() < end) {
    for (const [service, list] of [
      [beside, times.beside],
      [without, times.without],
    ] as const) {
      const started = performance.now();
      await ask(`${service?.url}/products`, agent, tally);
      list.push(performance.now() - started);
    }
  }
  agent.destroy();
  await kept.close();
  expect(tally.failed).toEqual([]);
  expect(times.without.length).toBeGreaterThan(100);
  expect(median(times.without)).toBeLessThan(median(times.beside) * 1.5 + 0.5);
});

describe('a service that cannot start says why in one line and ends with 1', () => {
  test.each([
    [
      'a bad port',
      { PORT: 'http' },
      /^storefront: PORT is "http"; it must be a whole number from 0 to 65535; CATALOG_URL is not set.*\n$/,
    ],
    [
      'unknown faults',
      { CATALOG_URL: 'http://a', FAULTS: 'chaos' },
      /^storefront: FAULTS: unknown fault "chaos"; allowed: [^\n]*\n$/,
    ],
    [
      'faults where they are refused',
      { CATALOG_URL: 'http://a', FAULTS_ALLOWED: 'false', FAULTS: 'unhealthy' },
      /^storefront: FAULTS is "unhealthy"; planted faults are refused in local[^\n]*\n$/,
    ],
    [
      'the planted crash',
      { CATALOG_URL: 'http://a', FAULTS: 'crash-on-boot' },
      /^storefront: planted fault: crash-on-boot\n$/,
    ],
  ])('%s', async (_what, env, stderr) => {
    const ended = await runToEnd(storefrontFile, env);
    expect(ended).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(stderr) as string });
  });

  test('a port in use', async () => {
    const first = await start(catalogFile);
    const ended = await runToEnd(catalogFile, { PORT: new URL(first.url).port });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^catalog: listen EADDRINUSE: address already in use 127\.0\.0\.1:\d+\n$/);
  });
});
