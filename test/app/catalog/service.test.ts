import { PRODUCTS } from '../../../app/catalog/products';
import { catalog } from '../../../app/catalog/service';
import { buildApp } from '../../../app/shared/build-app';
import { recorder, testConfig } from '../support';

const { server } = buildApp(catalog, { config: testConfig({}, 'catalog'), output: recorder() });

test('lists all products', async () => {
  const response = await server.inject('/products');
  expect(response.statusCode).toBe(200);
  expect(response.json()).toEqual({ products: PRODUCTS });
});

test('gives one product by its id', async () => {
  expect((await server.inject('/products/canary-mug')).json()).toMatchObject({ name: 'Canary mug' });
});

test.each(['/products/nothing', '/products/constructor', '/products/', '/'])(
  'answers 404 to %s',
  async (url) => {
    const response = await server.inject(url);
    expect([response.statusCode, response.json<{ error: string }>().error]).toEqual([404, 'not found']);
  },
);

test('every product has an id for paths, a price and words', () => {
  expect(new Set(PRODUCTS.map(({ id }) => id)).size).toBe(PRODUCTS.length);
  for (const product of PRODUCTS) {
    expect(product.id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(product.priceCents).toBeGreaterThan(0);
    expect(product.name.length * product.description.length).toBeGreaterThan(0);
  }
});
