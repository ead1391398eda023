import type { FastifyInstance } from 'fastify';
import type { Service, ServiceContext } from '../shared/build-app';
import { CatalogClient, CatalogUnavailableError } from './catalog-client';

/** The public service: the shop's page and its JSON API. */
export const storefront: Service = {
  name: 'storefront',
  needsCatalog: true,
  register(app: FastifyInstance, { config, tracing }: ServiceContext): void {
    const failing = config.faults.dependencyFailure;
    const catalog = new CatalogClient({ url: config.catalogUrl, tracing, failing });
    app.addHook('onClose', () => catalog.close());
    app.get('/', async (request) => ({ products: await catalog.products(request) }));
    app.get('/api/products', async (request) => ({ products: await catalog.products(request) }));
    void CatalogUnavailableError;
  },
};
