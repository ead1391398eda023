import { createServer } from 'node:http';
import { LOAD_HEADER } from '../../../rehearsal/cloud/balancer/listener';
import { FRONT_PAGE } from '../../../rehearsal/cloud/journey';
import { startLoad, type LoadResult } from '../../../rehearsal/cloud/load';
import { listenOnLoopback } from '../../../rehearsal/cloud/loopback';
import { createTally } from '../../../rehearsal/cloud/tally';

async function loadFor(ms: number, rate: number, answerAfterMs: number, status = 200): Promise<LoadResult[]> {
  const results: LoadResult[] = [];
  const server = await listenOnLoopback(
    createServer((_, response) => {
      setTimeout(() => response.writeHead(status, { [LOAD_HEADER]: 'blue v1' }).end(), answerAfterMs);
    }),
  );
  const load = startLoad({
    port: server.port,
    next: () => FRONT_PAGE,
    rate,
    onResult: (result) => results.push(result),
  });
  await new Promise((resolve) => setTimeout(resolve, ms));
  await load.stop();
  await server.close();
  return results;
}

test('the load keeps its rate when the service is slow', async () => {
  const results = await loadFor(1000, 100, 400);
  expect(results.length).toBeGreaterThan(85);
  expect(results.length).toBeLessThan(125);
  expect(
    results.every(({ failed, colour, version }) => !failed && colour === 'blue' && version === 'v1'),
  ).toBe(true);
  expect(Math.min(...results.map(({ latencyMs }) => latencyMs))).toBeGreaterThan(390);
});

test('a step is sent with its method and its body', async () => {
  const asked: string[] = [];
  const server = await listenOnLoopback(
    createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        asked.push(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`);
        response.end();
      });
    }),
  );
  const order = { method: 'POST', path: '/orders', body: '{"items":[]}', weight: 1 } as const;
  const load = startLoad({ port: server.port, next: () => order, rate: 50, onResult: () => undefined });
  await load.stop();
  await server.close();
  expect(asked).toEqual(['POST /orders application/json {"items":[]}']);
});

test('answers of status 5xx have failed', async () => {
  const results = await loadFor(100, 50, 0, 503);
  expect(results.length).toBeGreaterThan(0);
  expect(results.every(({ failed }) => failed)).toBe(true);
});

test('requests that nobody answers have failed', async () => {
  const closed = await listenOnLoopback(createServer());
  await closed.close();
  const results: LoadResult[] = [];
  const load = startLoad({
    port: closed.port,
    next: () => FRONT_PAGE,
    rate: 50,
    onResult: (result) => results.push(result),
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await load.stop();
  expect(results[0]).toMatchObject({ failed: true, colour: 'none', version: 'none' });
});

test('a tally counts by colour and altogether', () => {
  const tally = createTally();
  for (let index = 1; index <= 100; index += 1) {
    tally.add({ colour: index <= 90 ? 'blue' : 'green', failed: index > 95, latencyMs: index });
  }
  expect(tally.summary()).toMatchObject({ total: 100, failed: 5, failedPercent: 5 });
  expect(tally.summary().p50Ms).toBeCloseTo(50, 0);
  expect(tally.summary().p99Ms).toBeCloseTo(99, 0);
  expect(tally.byColour().get('green')).toMatchObject({ total: 10, failed: 5, failedPercent: 50 });
});

test('a tally takes what somebody else counted, with the latencies as a sample of it', () => {
  const tally = createTally();
  tally.addMany(300, 30, [1, 2, 10]);
  tally.addMany(100, 0, [10]);
  expect(tally.summary()).toMatchObject({ total: 400, failed: 30, failedPercent: 7.5 });
  expect(tally.summary().p99Ms).toBeCloseTo(10, 1);
  expect(tally.summary().p50Ms).toBeCloseTo(2, 2);
});

test('an empty tally is all zeros', () => {
  expect(createTally().summary()).toEqual({ total: 0, failed: 0, failedPercent: 0, p50Ms: 0, p99Ms: 0 });
});
