import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer } from '../../../app/placeholder/server';
import { CONTAINER_PORT, ENV, PATHS } from '../../../app/shared/contract';

const file = join(__dirname, '../../../app/placeholder/server.js');
const identity = { service: 'storefront', version: 'placeholder', image: '', environment: 'sandbox' };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([PATHS.health, PATHS.ready, '/healthz', '/any/other?x=1'])('%s is healthy', async (path) => {
  const url = await listen(createServer(identity));
  expect((await fetch(url + path)).status).toBe(200);
});

test('tells who it is', async () => {
  const url = await listen(createServer(identity));
  expect(await (await fetch(url + PATHS.version)).json()).toEqual(identity);
});

test('lets a shop be released before its catalog', async () => {
  const url = await listen(createServer(identity));
  expect(await (await fetch(`${url}/products`)).json()).toEqual({ products: [] });
});

test('shows a page that looks again by itself and runs nothing', async () => {
  const url = await listen(createServer({ ...identity, environment: '<script>alert(1)</script>' }));
  const response = await fetch(url);
  const html = await response.text();
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
  expect(html).toContain('The first release is on its way');
  expect(html).toContain('<meta http-equiv="refresh"');
  expect(html).not.toContain('<script');
  const hash = createHash('sha256').update(style).digest('base64');
  expect(response.headers.get('content-security-policy')).toContain(`style-src 'sha256-${hash}'`);
});

test('asks clients to leave while it drains', async () => {
  const state = { draining: false };
  const url = await listen(createServer(identity, state));
  expect((await fetch(url)).headers.get('connection')).toBe('keep-alive');
  state.draining = true;
  expect((await fetch(url)).headers.get('connection')).toBe('close');
});

test('listens on the port of every service when told nothing', () => {
  expect(readFileSync(file, 'utf8')).toContain(`|| ${CONTAINER_PORT}`);
});

test('as a process it reads the same environment as a service and drains on SIGTERM', async () => {
  const metadata = await listen(
    createHttpServer((_request, response) => response.end('{"Image":"r@sha256:1"}')),
  );
  const free = await listen(createHttpServer());
  servers.pop()?.close();
  const env = {
    [ENV.port]: new URL(free).port,
    [ENV.bindAddress]: '127.0.0.1',
    [ENV.service]: 'catalog',
    [ENV.environment]: 'staging',
    [ENV.metadataUri]: metadata,
    [ENV.drain]: '0.2',
  };
  const child = spawn(process.execPath, [file], { env: { ...process.env, ...env }, stdio: 'inherit' });
  const answer = await untilAnswered(free + PATHS.version);
  expect(await answer.json()).toEqual({
    service: 'catalog',
    version: 'placeholder',
    image: 'r@sha256:1',
    environment: 'staging',
  });
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await fetch(free)).status).toBe(200);
  expect(await exited).toEqual([0, null]);
});

async function untilAnswered(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response) return response;
  }
}
