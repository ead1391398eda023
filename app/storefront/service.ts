import type { FastifyInstance } from 'fastify';
import type { Service, ServiceContext } from '../shared/build-app';
import type { ErrorPages } from '../shared/error-answers';
import { CatalogClient } from './catalog-client';
import { ShopPage } from './page';

/** The public service: the shop's page and its JSON API. */
export const storefront: Service = {
  name: 'storefront',
  needsCatalog: true,
  register(app: FastifyInstance, { config, identity, tracing }: ServiceContext): ErrorPages {
    const failing = config.faults.dependencyFailure;
    const catalog = new CatalogClient({ url: config.catalogUrl, tracing, failing });
    const page = new ShopPage(identity);
    app.addHook('onClose', () => catalog.close());
    addRoutes(app, catalog, page);
    return { headers: page.headers, errorPage: (status) => page.error(status) };
  },
};

function addRoutes(app: FastifyInstance, catalog: CatalogClient, page: ShopPage): void {
  app.get('/', async (request, reply) => {
    const products = await catalog.products(request);
    void reply.headers(page.headers);
    return page.products(products);
  });
  app.get('/api/products', async (request) => ({ products: await catalog.products(request) }));
  app.get<{ Params: { id: string } }>('/api/products/:id', async (request, reply) => {
    return (await catalog.product(request.params.id, request)) ?? reply.callNotFound();
  });
}
