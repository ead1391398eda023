import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../../../app/shared/build-app';
import { CHECKOUT_PATH } from '../../../app/shared/contract';
import { MAX_ANSWER_BYTES, readProduct, readProducts } from '../../../app/storefront/catalog-answers';
import { storefront } from '../../../app/storefront/service';
import { recorder, testConfig } from '../support';

const mug = { id: 'mug', name: 'Mug', description: '', priceCents: 1490, picture: 'mug' };
const list = (...products: unknown[]): string => JSON.stringify({ products });

const opened: (FastifyInstance | Server)[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) {
    if ('inject' in server) await server.close();
    else server.closeAllConnections();
    if (!('inject' in server)) server.close();
  }
});

async function openShop(answer: RequestListener) {
  const shelf = createServer(answer).listen(0, '127.0.0.1');
  await once(shelf, 'listening');
  const url = `http://127.0.0.1:${(shelf.address() as AddressInfo).port}`;
  const output = recorder();
  const { server } = buildApp(storefront, { config: testConfig({ CATALOG_URL: url }), output });
  opened.push(server, shelf);
  return { server, output };
}

/** What a visitor gets for each thing that needs the catalog. */
async function visit(server: FastifyInstance) {
  const payload = { items: [{ id: 'mug', quantity: 1 }] };
  return Promise.all([
    server.inject({ url: '/', headers: { accept: 'text/html' } }),
    server.inject('/api/products'),
    server.inject('/api/products/mug'),
    server.inject({ method: 'POST', url: CHECKOUT_PATH, payload }),
  ]);
}

/** Writes as much as the other side takes, and counts it. */
function endless(sent: { bytes: number }, chunk: string): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    const pour = (): void => {
      while (!response.destroyed && response.write(chunk)) sent.bytes += chunk.length;
      sent.bytes += chunk.length;
    };
    response.on('drain', pour).on('error', () => undefined);
    response.write('{"products":[');
    pour();
  };
}

const HOSTILE: [string, RequestListener][] = [
  ...[
    'null',
    '[]',
    '"products"',
    '42',
    '',
    '{',
    '{"products":',
    list(null),
    list({}),
    list([]),
    list({ ...mug, priceCents: -1 }),
    list({ ...mug, priceCents: 14.9 }),
    list({ ...mug, priceCents: 1e308 }),
    list({ ...mug, priceCents: '1490' }),
    list({ ...mug, priceCents: 'NaN' }),
    list({ ...mug, priceCents: null }),
    list(mug).replace('1490', '1e999'),
    list(mug).replace('1490', '-0'),
    list(mug, mug),
    list({ ...mug, id: '../health' }),
    list({ ...mug, id: 7 }),
    list({ ...mug, id: 'x'.repeat(65) }),
    list({ ...mug, name: '' }),
    list({ ...mug, name: 'x'.repeat(100_000) }),
    list({ ...mug, name: { toString: 'Mug' } }),
    list({ ...mug, description: ['<b>'] }),
    list({ ...mug, picture: null }),
    list(...Array.from({ length: 2_000 }, (_, index) => ({ ...mug, id: `mug-${index}` }))),
    '{"__proto__":{"products":[]}}',
    '['.repeat(400_000),
    `{"products":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
  ].map((body): [string, RequestListener] => [
    body.length > 90 ? `${body.slice(0, 60)}… (${body.length})` : body || 'nothing',
    (_request, response) => void response.writeHead(200).end(body),
  ]),
  ['a redirect', (_request, response) => void response.writeHead(302, { location: '/products' }).end()],
  ['an empty success', (_request, response) => void response.writeHead(204).end()],
  [
    'a page',
    (_request, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello</p>'),
  ],
  [
    'a body that unpacks to much more',
    (_request, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(list() + ' '.repeat(5e7))),
  ],
  [
    'less than it announced',
    (_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 }).write(list(mug));
      setTimeout(() => response.destroy(), 20);
    },
  ],
];

describe('whatever the catalog answers, the shop says that it is the catalog', () => {
  test.each(HOSTILE)('%s', async (_what, answer) => {
    const { server, output } = await openShop(answer);
    const answers = await visit(server);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([503, 503, 503, 503]);
    expect(answers[0]?.headers['retry-after']).toBe('5');
    expect(output.lines().filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('an endless answer is left after its limit', async () => {
    const sent = { bytes: 0 };
    const { server } = await openShop(endless(sent, `${JSON.stringify(mug)},`.repeat(500)));
    const answers = await visit(server);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([503, 503, 503, 503]);
    // What was read, and what lay in the buffers of four connections when they were left.
    expect(sent.bytes).toBeGreaterThan(MAX_ANSWER_BYTES);
    expect(sent.bytes).toBeLessThan(4 * (MAX_ANSWER_BYTES + 6_000_000));
  });

  test('an answer that comes a byte at a time is left at the deadline', async () => {
    const { server } = await openShop((_request, response) => {
      response.writeHead(200).write('{"products":[');
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    const start = performance.now();
    const answers = await visit(server);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([503, 503, 503, 503]);
    expect(performance.now() - start).toBeLessThan(4_000);
  });
});

test('a usable answer is taken, without what the shop does not know', async () => {
  const answer = list({ ...mug, priceCents: 0, cost: 1 }).replace(
    '{"id"',
    '{"__proto__":{"admin":true},"id"',
  );
  const { server } = await openShop((_request, response) => void response.end(answer));
  const response = await server.inject('/api/products');
  expect(response.json()).toEqual({ products: [{ ...mug, priceCents: 0 }] });
});

test('empty shelves are no fault', async () => {
  const { server } = await openShop((_request, response) => void response.end(list()));
  const [page, products, , order] = await visit(server);
  expect([page?.statusCode, products?.statusCode, order?.statusCode]).toEqual([200, 200, 400]);
  expect(page?.body).toContain('The shelves are still empty');
});

test('what is wrong is said by its place, without quoting it', () => {
  const secret = list(mug, { ...mug, id: 'rope', priceCents: 'ann@example.com' });
  expect(() => readProducts(secret)).toThrow(/^answer\.products\.1\.priceCents: \S[^@]*$/);
  expect(() => readProducts(list(mug, mug))).toThrow('Two products have one id');
  expect(() => readProduct(JSON.stringify(mug), 'rope')).toThrow('another product');
});
