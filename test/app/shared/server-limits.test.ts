import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer, LIMITS } from '../../../app/placeholder/server';
import { buildApp, type Service } from '../../../app/shared/build-app';
import {
  LOAD_BALANCER_IDLE_MS,
  REQUEST_LIMIT_MS,
  SERVER_LIMITS,
  type ServerLimits,
} from '../../../app/shared/server-limits';
import { recorder, testConfig } from '../support';

/** The shipped limits, shrunk to what a test can wait for; keep-alive stays so long that it cannot be what ends. */
const SHORT: ServerLimits = {
  ...SERVER_LIMITS,
  headersTimeout: 300,
  requestTimeout: 300,
  connectionsCheckingInterval: 50,
};

const identity = { service: 'storefront', version: 'placeholder', image: '', environment: 'sandbox' };

const taker: Service = {
  name: 'taker',
  register(app) {
    app.post('/', () => ({ taken: true }));
    return undefined;
  },
};

const SERVERS: [string, (limits: ServerLimits) => Promise<Server>][] = [
  [
    'a service',
    async (limits) => {
      const { server } = buildApp(taker, { config: testConfig(), output: recorder(), limits });
      await server.listen({ port: 0, host: '127.0.0.1' });
      return server.server;
    },
  ],
  [
    'the placeholder',
    async (limits) => {
      const server = createServer(identity, { draining: false }, limits).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    },
  ],
];

const HEADERS = 'POST / HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\n';

/** What clients send and then leave unfinished. */
const STALLS: [string, string][] = [
  ['nothing at all', ''],
  ['half of its headers', HEADERS],
  ['half of its body', `${HEADERS}content-length: 1000\r\n\r\n{"items":`],
  ['half of a chunked body', `${HEADERS}transfer-encoding: chunked\r\n\r\n5\r\n{"ite`],
];

const CASES = SERVERS.flatMap(([name, start]) =>
  STALLS.map(([what, text]) => [name, what, start, text] as const),
);

/** Milliseconds until the server ends the connection of a client that sends `text` and then, for ever, one byte. */
async function lifeOf(socket: Socket, text: string, drip: string): Promise<number> {
  const start = performance.now();
  socket.on('error', () => undefined).resume();
  socket.write(text);
  const timer = setInterval(() => socket.writable && drip !== '' && socket.write(drip), 40);
  await once(socket, 'close');
  clearInterval(timer);
  return performance.now() - start;
}

async function measure(server: Server, text: string, drip: string): Promise<number> {
  const { port } = server.address() as AddressInfo;
  try {
    return await lifeOf(connect(port, '127.0.0.1'), text, drip);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('a client that sends', () => {
  test.each(CASES)('%s: %s, is let go in time', async (_server, _what, start, text) => {
    const life = await measure(await start(SHORT), text, '');
    expect(life).toBeGreaterThan(200);
    expect(life).toBeLessThan(1_500);
  });

  test.each(SERVERS)('%s: a body a byte at a time, is let go as well', async (_name, start) => {
    const life = await measure(await start(SHORT), `${HEADERS}content-length: 1000000\r\n\r\n`, ' ');
    expect(life).toBeLessThan(1_500);
  });
});

test.each(SERVERS)('%s: a connection that only waits for its next request is kept', async (_name, start) => {
  const server = await start(SHORT);
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  for (let request = 0; request < 2; request += 1) {
    socket.write('GET /health HTTP/1.1\r\nhost: shop\r\n\r\n');
    expect(String((await once(socket, 'data'))[0])).toContain('HTTP/1.1 200 OK');
    await delay(700);
  }
  socket.destroy();
  server.close();
});

describe('the shipped limits', () => {
  test.each([
    ['a service', SERVERS[0]?.[1]],
    ['the placeholder', SERVERS[1]?.[1]],
  ])('are those that %s really has', async (_name, start) => {
    const server = await start?.(SERVER_LIMITS);
    const { keepAliveTimeout, headersTimeout, requestTimeout } = SERVER_LIMITS;
    expect(server).toMatchObject({ keepAliveTimeout, headersTimeout, requestTimeout });
    server?.close();
  });

  test('end every request in the promised time, the wait for the next look included', () => {
    const { headersTimeout, requestTimeout, connectionsCheckingInterval } = SERVER_LIMITS;
    expect(headersTimeout).toBeLessThanOrEqual(requestTimeout);
    expect(requestTimeout + connectionsCheckingInterval).toBeLessThanOrEqual(REQUEST_LIMIT_MS);
  });

  test('keep an idle connection longer than the load balancer does', () => {
    expect(SERVER_LIMITS.keepAliveTimeout).toBeGreaterThan(LOAD_BALANCER_IDLE_MS);
  });

  test('are the same in the placeholder, which repeats them', () => {
    expect(LIMITS).toEqual(SERVER_LIMITS);
  });
});
