import type { FastifyInstance } from 'fastify';
import { catalog } from '../../../app/catalog/service';
import { buildApp } from '../../../app/shared/build-app';
import { storefront } from '../../../app/storefront/service';
import { recorder, testConfig } from '../support';

/** A port that nobody listens on. */
const NOBODY = 'http://127.0.0.1:9';
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const opened: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function startCatalog(env: NodeJS.ProcessEnv = {}) {
  const output = recorder();
  const { server } = buildApp(catalog, { config: testConfig(env, 'catalog'), output });
  opened.push(server);
  return { url: await server.listen({ port: 0, host: '127.0.0.1' }), server, output };
}

function build(env: NodeJS.ProcessEnv) {
  const output = recorder();
  const { server } = buildApp(storefront, { config: testConfig(env), output });
  opened.push(server);
  return { server, output };
}

describe('with a catalog', () => {
  test('the page shows its products', async () => {
    const { server } = build({ CATALOG_URL: (await startCatalog()).url });
    const response = await server.inject({ url: '/', headers: browser });
    expect(response.statusCode).toBe(200);
    expect(response.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
    });
    expect(response.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(response.body).toContain('Canary mug');
  });

  test('the JSON API gives all products or one', async () => {
    const { server } = build({ CATALOG_URL: (await startCatalog()).url });
    const all = (await server.inject('/api/products')).json<{ products: { id: string }[] }>();
    expect(all.products.length).toBeGreaterThan(3);
    const id = all.products[0]?.id ?? '';
    expect((await server.inject(`/api/products/${id}`)).json()).toEqual(all.products[0]);
  });

  test.each(['nothing', '..%2F..%2Fhealth', '%3Fx=1'])('no product has the id %s', async (id) => {
    const { server } = build({ CATALOG_URL: (await startCatalog()).url });
    const response = await server.inject(`/api/products/${id}`);
    expect([response.statusCode, response.json<{ error: string }>().error]).toEqual([404, 'not found']);
  });

  test('both services log the same trace id, without a collector too', async () => {
    const shelf = await startCatalog();
    const { server, output } = build({ CATALOG_URL: shelf.url });
    await server.inject('/api/products');
    const [front] = output.lines();
    const [back] = shelf.output.lines().filter(({ route }) => route === '/products');
    expect(front?.['trace_id']).toMatch(/^[0-9a-f]{32}$/);
    expect(back?.['trace_id']).toBe(front?.['trace_id']);
  });
});

describe('when the catalog does not answer as it should', () => {
  test('a browser gets a friendly page that tells the truth in its status', async () => {
    const { server, output } = build({ CATALOG_URL: NOBODY });
    const response = await server.inject({ url: '/', headers: browser });
    expect(response.statusCode).toBe(503);
    expect(response.headers).toMatchObject({ 'retry-after': '5', 'cache-control': 'no-store' });
    expect(response.body).toContain('The shelves are being restocked');
    expect(output.lines()[0]).toMatchObject({ level: 'warn', msg: 'the catalog cannot be reached' });
  });

  test('a program gets JSON', async () => {
    const { server } = build({ CATALOG_URL: NOBODY });
    const response = await server.inject({ url: '/api/products', headers: browser });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ error: 'the catalog cannot be reached' });
  });

  test('the planted fault looks the same', async () => {
    const { server, output } = build({
      CATALOG_URL: (await startCatalog()).url,
      FAULTS: 'dependency-failure',
    });
    expect((await server.inject('/api/products')).statusCode).toBe(503);
    expect(output.lines()[0]).toMatchObject({ cause: 'Error: planted fault: dependency-failure' });
    expect((await server.inject('/health')).statusCode).toBe(200);
  });

  test('its errors are not handed on as products', async () => {
    const { server } = build({ CATALOG_URL: (await startCatalog({ FAULTS: 'error-rate=1' })).url });
    expect((await server.inject('/api/products')).statusCode).toBe(503);
    expect((await server.inject('/api/products/canary-mug')).statusCode).toBe(503);
  });

  test('health does not depend on it', async () => {
    const { server } = build({ CATALOG_URL: NOBODY });
    expect((await server.inject('/health')).statusCode).toBe(200);
    expect((await server.inject('/ready')).statusCode).toBe(200);
  });
});

test('an unknown address is a page for a browser and JSON for a program', async () => {
  const { server } = build({ CATALOG_URL: NOBODY });
  const page = await server.inject({ url: '/nothing', headers: browser });
  expect([page.statusCode, page.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
  expect(page.body).toContain('There is nothing here');
  expect((await server.inject('/nothing')).json()).toEqual({ error: 'not found', path: '/nothing' });
  expect((await server.inject({ url: '/api/nothing', headers: browser })).json()).toMatchObject({
    error: 'not found',
  });
});

test('a planted error reaches a browser as a page', async () => {
  const { server } = build({ CATALOG_URL: NOBODY, FAULTS: 'error-rate=1' });
  const response = await server.inject({ url: '/', headers: browser });
  expect(response.statusCode).toBe(500);
  expect(response.body).toContain('That did not work');
  expect(response.body).not.toContain('planted');
});
