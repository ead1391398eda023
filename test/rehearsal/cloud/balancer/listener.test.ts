import { createServer, request as httpRequest, type RequestListener } from 'node:http';
import { LOAD_HEADER, startListener, type Listener } from '../../../../rehearsal/cloud/balancer/listener';
import {
  createBalancerMetrics,
  type BalancerMetrics,
  type Served,
} from '../../../../rehearsal/cloud/balancer/metrics';
import { createRoute } from '../../../../rehearsal/cloud/balancer/route';
import { createTargetGroup, type TargetGroup } from '../../../../rehearsal/cloud/balancer/target-group';
import { createClock, waitUntil } from '../../../../rehearsal/cloud/clock';
import { listenOnLoopback, type Loopback } from '../../../../rehearsal/cloud/loopback';
import { createMetricStore } from '../../../../rehearsal/cloud/metrics/store';
import { ask } from '../support/http';
import { testTargetGroup } from '../support/models';

const clock = createClock(600);
const open: (() => void | Promise<void>)[] = [];
const served: Served[] = [];
const metrics: BalancerMetrics = { served: (one) => void served.push(one), run: () => Promise.resolve() };
let listener: Listener;
let blue: TargetGroup;
let green: TargetGroup;

beforeEach(async () => {
  served.length = 0;
  blue = createTargetGroup(testTargetGroup('blue'), clock);
  green = createTargetGroup(testTargetGroup('green'), clock);
  const model = { arn: 'arn:1', port: 80, protocol: 'HTTP' } as const;
  listener = await startListener({ model, forward: [{ item: blue, weight: 1 }], metrics });
  open.push(
    () => listener.close(),
    () => blue.close(),
    () => green.close(),
  );
});

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function server(answer: RequestListener): Promise<Loopback> {
  const loopback = await listenOnLoopback(createServer(answer));
  open.push(() => loopback.close());
  return loopback;
}

async function healthy(group: TargetGroup, version: string): Promise<void> {
  const { port } = await server((_, response) => response.end(version));
  const target = group.register(port, version);
  await waitUntil(clock, () => target.state() === 'healthy');
}

const url = (path = '/'): string => `http://127.0.0.1:${listener.port}${path}`;

test('requests go to the healthy targets in turn', async () => {
  await healthy(blue, 'one');
  await healthy(blue, 'two');
  const answers = [await ask(url()), await ask(url()), await ask(url()), await ask(url())];
  expect(answers.map(({ body }) => body).sort()).toEqual(['one', 'one', 'two', 'two']);
});

test('every request gets a trace, and a trace that it has already is kept', async () => {
  const { port } = await server((request, response) =>
    response.end(String(request.headers['x-amzn-trace-id'])),
  );
  const target = blue.register(port, 'one');
  await waitUntil(clock, () => target.state() === 'healthy');
  const first = await ask(url());
  expect(first.body).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  expect((await ask(url())).body).not.toBe(first.body);
});

test('the first rule that a request meets decides, else the default action, which may be a fixed answer', async () => {
  await healthy(blue, 'one');
  await healthy(green, 'two');
  const way = (arn: string, group: TargetGroup, values: string[]) => ({
    route: createRoute(arn, [{ item: group, weight: 1 }]),
    conditions: [{ field: 'path-pattern', values } as const],
  });
  const ruled = await startListener({
    model: { arn: 'arn:2', port: 80, protocol: 'HTTP', fixedStatus: 404 },
    forward: [],
    rules: [way('arn:first', green, ['/shop/new']), way('arn:second', blue, ['/shop/*'])],
    metrics,
  });
  open.push(() => ruled.close());
  const at = (path: string) => ask(`http://127.0.0.1:${ruled.port}${path}`);
  expect((await at('/shop/new')).body).toBe('two');
  expect((await at('/shop/old')).body).toBe('one');
  expect((await at('/other')).status).toBe(404);
  ruled.rules[1]?.setForward([{ item: green, weight: 1 }]);
  expect((await at('/shop/old')).body).toBe('two');
});

test('weights decide which group answers', async () => {
  await healthy(blue, 'one');
  await healthy(green, 'two');
  listener.setForward([
    { item: blue, weight: 75 },
    { item: green, weight: 25 },
  ]);
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(url())));
  expect(answers.filter(({ body }) => body === 'two')).toHaveLength(2);
  listener.setForward([{ item: green, weight: 1 }]);
  expect((await ask(url())).body).toBe('two');
});

test('without a target the balancer answers 503 itself', async () => {
  expect(await ask(url())).toMatchObject({ status: 503, headers: { server: 'awselb/2.0' } });
  expect(served).toMatchObject([{ status: 503, by: 'balancer' }]);
});

test('requests of the load are told from all others, which count once', async () => {
  await healthy(blue, 'one');
  const store = createMetricStore();
  const balancer = {
    arn: 'arn:lb',
    dnsName: 'lb',
    metricName: 'app/shop/1',
    listeners: [],
    targetGroups: [],
  };
  const counted = createBalancerMetrics(balancer, store, clock);
  await ask(url());
  await ask(url(), { [LOAD_HEADER]: '1' });
  served.splice(0).forEach((one) => counted.served(one));
  const key = {
    namespace: 'AWS/ApplicationELB',
    name: 'RequestCount',
    dimensions: { LoadBalancer: 'app/shop/1' },
  };
  expect(store.datapoint(key, 'Sum', 0, Infinity)).toBe(1 + clock.speed);
});

test('with unhealthy targets only, it fails open and asks them', async () => {
  const { port } = await server((request, response) => {
    response.statusCode = request.url === '/ready' ? 500 : 200;
    response.end('still here');
  });
  const target = blue.register(port, 'sick');
  expect((await ask(url())).status).toBe(503);
  await waitUntil(clock, () => target.state() === 'unhealthy');
  expect(blue.counts()).toEqual({ initial: 0, healthy: 0, unhealthy: 1 });
  expect((await ask(url())).body).toBe('still here');
});

test('a target that cannot be reached makes a 502', async () => {
  const gone = await server((_, response) => response.end('here'));
  const target = blue.register(gone.port, 'gone');
  await waitUntil(clock, () => target.state() === 'healthy');
  await gone.close();
  expect((await ask(url())).status).toBe(502);
  expect(served).toMatchObject([{ status: 502, by: 'balancer', group: blue, refused: true }]);
});

test('a target that ends the connection before it answers makes a 502 that is no connection error', async () => {
  const { port } = await server((request, response) => {
    if (request.url === '/cut') request.socket.destroy();
    else response.end('well');
  });
  const target = blue.register(port, 'v1');
  await waitUntil(clock, () => target.state() === 'healthy');
  expect((await ask(url('/cut'))).status).toBe(502);
  expect(served).toMatchObject([{ status: 502, by: 'balancer', group: blue, refused: false }]);
});

test('a deregistered target finishes its requests and gets no new ones', async () => {
  const { port } = await server((request, response) => {
    setTimeout(() => response.end('slow'), request.url === '/slow' ? 300 : 0);
  });
  const target = blue.register(port, 'old');
  await waitUntil(clock, () => target.state() === 'healthy');
  const answer = ask(url('/slow'));
  await waitUntil(clock, () => target.inFlight === 1);
  let drained = false;
  const draining = blue.deregister(target).then(() => (drained = true));
  expect(target.state()).toBe('draining');
  expect((await ask(url())).status).toBe(503);
  expect(drained).toBe(false);
  expect((await answer).body).toBe('slow');
  await draining;
  expect(target.inFlight).toBe(0);
});

test('the target learns who asked, and only the load learns who answered', async () => {
  const { port } = await server((request, response) => response.end(JSON.stringify(request.headers)));
  const target = blue.register(port, 'v1');
  await waitUntil(clock, () => target.state() === 'healthy');
  const plain = await ask(url());
  expect(plain.headers[LOAD_HEADER]).toBeUndefined();
  expect(JSON.parse(plain.body)).toMatchObject({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-port': '80' });
  const load = await ask(url(), { [LOAD_HEADER]: '1' });
  expect(load.headers[LOAD_HEADER]).toBe('blue v1');
  expect(JSON.parse(load.body)).not.toHaveProperty(LOAD_HEADER);
});

test('bodies stream through in both directions', async () => {
  const { port } = await server((request, response) => request.pipe(response));
  const target = blue.register(port, 'echo');
  await waitUntil(clock, () => target.state() === 'healthy');
  const body = 'x'.repeat(300_000);
  const echoed = await new Promise<number>((resolve, reject) => {
    const sending = httpRequest(url(), { method: 'POST', agent: false }, (response) => {
      let length = 0;
      response.on('data', (chunk: Buffer) => (length += chunk.length));
      response.on('end', () => resolve(length));
    });
    sending.on('error', reject);
    sending.end(body);
  });
  expect(echoed).toBe(body.length);
});
