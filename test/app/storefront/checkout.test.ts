import type { FastifyInstance } from 'fastify';
import { catalog } from '../../../app/catalog/service';
import { buildApp } from '../../../app/shared/build-app';
import { CHECKOUT_PATH } from '../../../app/shared/contract';
import { storefront } from '../../../app/storefront/service';
import { recorder, testConfig } from '../support';

const browser = { accept: 'text/html,*/*;q=0.8', 'content-type': 'application/x-www-form-urlencoded' };
const opened: FastifyInstance[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

async function openShop({ catalogUrl = '' } = {}) {
  const output = recorder();
  const shelf = buildApp(catalog, { config: testConfig({}, 'catalog'), output: recorder() });
  const url = catalogUrl || (await shelf.server.listen({ port: 0, host: '127.0.0.1' }));
  const app = buildApp(storefront, { config: testConfig({ CATALOG_URL: url }), output });
  opened.push(shelf.server, app.server);
  const ordersCounted = () => {
    app.flushMetrics();
    return output.lines().reduce((sum, line) => sum + Number(line['Orders'] ?? 0), 0);
  };
  const order = (payload: object) => app.server.inject({ method: 'POST', url: CHECKOUT_PATH, payload });
  const sendForm = (payload: string) =>
    app.server.inject({ method: 'POST', url: CHECKOUT_PATH, headers: browser, payload });
  return { ...app, output, order, sendForm, ordersCounted };
}

test('an order is answered with its total and counted', async () => {
  const { order, ordersCounted } = await openShop();
  const response = await order({ items: [{ id: 'canary-mug', quantity: 2 }] });
  expect([response.statusCode, response.headers['cache-control']]).toEqual([201, 'no-store']);
  expect(response.json()).toMatchObject({ totalCents: 2980, currency: 'EUR' });
  expect(response.json<{ note: string }>().note).toContain('not stored');
  expect(ordersCounted()).toBe(1);
});

test.each([
  ['no items', { items: [] }, 'an order is {'],
  ['an odd quantity', { items: [{ id: 'canary-mug', quantity: 0 }] }, 'item 1 is not right: an order is {'],
  ['what is not sold', { items: [{ id: 'boat', quantity: 1 }] }, 'there is no product "boat"'],
])('an order of %s is refused with one message and not counted', async (_what, body, message) => {
  const { order, ordersCounted } = await openShop();
  const response = await order(body);
  expect(response.statusCode).toBe(400);
  expect(response.json<{ error: string }>().error).toContain(message);
  expect(ordersCounted()).toBe(0);
});

test.each([
  ['no JSON', '{', 'application/json', 400],
  ['plain text', 'canary-mug', 'text/plain', 400],
  ['XML', '<order/>', 'application/xml', 415],
  ['too much', JSON.stringify({ items: 'x'.repeat(20_000) }), 'application/json', 413],
])('%s is the fault of the caller', async (_what, payload, type, status) => {
  const { server, ordersCounted } = await openShop();
  const headers = { 'content-type': type };
  const response = await server.inject({ method: 'POST', url: CHECKOUT_PATH, headers, payload });
  expect(response.statusCode).toBe(status);
  expect(ordersCounted()).toBe(0);
});

test('the form of the page is answered with a page', async () => {
  const { sendForm, ordersCounted } = await openShop();
  const response = await sendForm('id=canary-mug');
  expect([response.statusCode, response.headers['content-type']]).toEqual([201, 'text/html; charset=utf-8']);
  expect(response.headers['content-security-policy']).toContain("form-action 'self'");
  expect(response.body).toContain('Thank you for your order');
  expect(response.body).toContain('€14.90');
  expect(ordersCounted()).toBe(1);
});

test('a form that makes no sense is answered with a page too', async () => {
  const { sendForm } = await openShop();
  const response = await sendForm('id=boat');
  expect([response.statusCode, response.headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
  expect(response.body).toContain('We cannot take this order');
});

test('without the catalog nothing is ordered', async () => {
  const { order, sendForm, ordersCounted } = await openShop({ catalogUrl: 'http://127.0.0.1:9' });
  expect((await order({ items: [{ id: 'canary-mug', quantity: 1 }] })).statusCode).toBe(503);
  expect((await sendForm('id=canary-mug')).body).toContain('The shelves are being restocked');
  expect(ordersCounted()).toBe(0);
});

test('the log says nothing of what was ordered', async () => {
  const { order, output } = await openShop();
  await order({ items: [{ id: 'canary-mug', quantity: 1 }], mail: 'ann@example.com' });
  const [line] = output.lines();
  expect(line).toMatchObject({ method: 'POST', route: CHECKOUT_PATH, status: 201 });
  expect(JSON.stringify(output.lines())).not.toMatch(/canary-mug|ann@/);
});
