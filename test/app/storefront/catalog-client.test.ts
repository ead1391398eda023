import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { CatalogClient, CatalogUnavailableError } from '../../../app/storefront/catalog-client';

const request = { id: '6b0256d45aef6a811c4041b8ea3b4559' } as FastifyRequest;
const mug = { id: 'mug', name: 'Mug', description: '', priceCents: 1490, picture: 'mug' };
const products = [mug];

/** A catalog that treats its first calls badly. */
async function withCatalog(listener: RequestListener, use: (client: CatalogClient) => Promise<void>) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new CatalogClient({ url, deadlineMs: 400 });
  try {
    await use(client);
  } finally {
    server.closeAllConnections();
    server.close();
    await client.close();
  }
}

test.each([0, 1, 2])('%p broken connections are made good', async (broken) => {
  let calls = 0;
  const listener: RequestListener = (incoming, response) => {
    calls += 1;
    if (calls <= broken) incoming.socket.destroy();
    else response.end(JSON.stringify({ products }));
  };
  await withCatalog(listener, async (client) => {
    expect(await client.products(request)).toEqual(products);
    expect(calls).toBe(broken + 1);
  });
});

test('the third broken connection is the last', async () => {
  let calls = 0;
  const listener: RequestListener = (incoming) => {
    calls += 1;
    incoming.socket.destroy();
  };
  await withCatalog(listener, async (client) => {
    await expect(client.products(request)).rejects.toThrow(CatalogUnavailableError);
    expect(calls).toBe(3);
  });
});

test.each([
  ['an error', 500, '{}', 'the catalog answered 500'],
  ['a page', 200, '<html>', 'the catalog gave no usable answer'],
  ['something else', 200, '{"shelves":[]}', 'the catalog gave no usable answer'],
])('an answer is never asked for twice: %s', async (_what, status, body, message) => {
  let calls = 0;
  const listener: RequestListener = (_incoming, response) => {
    calls += 1;
    response.writeHead(status).end(body);
  };
  await withCatalog(listener, async (client) => {
    await expect(client.products(request)).rejects.toThrow(message);
    expect(calls).toBe(1);
  });
});

test('a catalog that hangs is given up at the deadline', async () => {
  await withCatalog(
    () => undefined,
    async (client) => {
      const started = performance.now();
      await expect(client.products(request)).rejects.toThrow(CatalogUnavailableError);
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );
});

test('a task that drains is left and the next call opens a new connection', async () => {
  const ports = new Set<number | undefined>();
  const listener: RequestListener = (incoming, response) => {
    ports.add(incoming.socket.remotePort);
    response.writeHead(200, { connection: 'close' }).end(JSON.stringify({ products }));
  };
  await withCatalog(listener, async (client) => {
    for (let call = 0; call < 3; call += 1) expect(await client.products(request)).toEqual(products);
    expect(ports.size).toBe(3);
  });
});

test('connections are kept while the catalog keeps them', async () => {
  const ports = new Set<number | undefined>();
  const listener: RequestListener = (incoming, response) => {
    ports.add(incoming.socket.remotePort);
    response.end(JSON.stringify({ products }));
  };
  await withCatalog(listener, async (client) => {
    for (let call = 0; call < 20; call += 1) await client.products(request);
    expect(ports.size).toBeLessThan(4);
  });
});

test('ids from visitors cannot leave their path segment', async () => {
  const urls: unknown[] = [];
  const listener: RequestListener = (incoming, response) => {
    urls.push(incoming.url);
    response.writeHead(404).end('{}');
  };
  await withCatalog(listener, async (client) => {
    expect(await client.product('../health?x=1', request)).toBeUndefined();
    expect(urls).toEqual(['/products/..%2Fhealth%3Fx%3D1']);
  });
});
