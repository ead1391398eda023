import type { FastifyInstance } from 'fastify';
import type { Service, ServiceContext } from '../shared/build-app';
import { CHECKOUT_PATH, SERVICE_METRICS } from '../shared/contract';
import { FORM, isForm, type ErrorPages } from '../shared/error-answers';
import { CatalogClient } from './catalog-client';
import { counts } from './counts';
import { orderOfForm, readOrder, takeOrder } from './orders';
import { ShopPage } from './page';

/** Far more than an order needs. */
const MAX_ORDER_BYTES = 16_384;

/** The public service: the shop's page and its JSON API. */
export const storefront: Service = {
  name: 'storefront',
  calls: ['catalog'],
  counts,
  register(app: FastifyInstance, { config, identity, tracing, count }: ServiceContext): ErrorPages {
    const failing = config.faults.dependencyFailure;
    const catalog = new CatalogClient({ url: config.urls.catalog ?? '', tracing, failing });
    const page = new ShopPage(identity);
    app.addHook('onClose', () => catalog.close());
    const shop = { catalog, page, countOrder: () => count(SERVICE_METRICS.orders) };
    addShop(app, shop);
    addCheckout(app, shop);
    return { headers: page.headers, errorPage: (status) => page.error(status) };
  },
};

interface Shop {
  readonly catalog: CatalogClient;
  readonly page: ShopPage;
  /** Called for each order that is taken. */
  readonly countOrder: () => void;
}

function addShop(app: FastifyInstance, { catalog, page }: Shop): void {
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

/** Orders come as JSON from programs and as a form from the page, which works without a script. */
function addCheckout(app: FastifyInstance, { catalog, page, countOrder }: Shop): void {
  app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) => {
    done(null, orderOfForm(String(body)));
  });
  app.post(CHECKOUT_PATH, { bodyLimit: MAX_ORDER_BYTES }, async (request, reply) => {
    const items = readOrder(request.body);
    const order = takeOrder(items, await catalog.products(request));
    countOrder();
    void reply.code(201);
    if (!isForm(request)) return reply.header('cache-control', 'no-store').send(order);
    void reply.headers(page.headers);
    return page.thanks(order);
  });
}
