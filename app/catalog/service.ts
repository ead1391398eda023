import type { FastifyInstance } from 'fastify';
import type { Service } from '../shared/build-app';
import { PRODUCTS } from './products';

/** The internal service that knows what the shop sells. */
export const catalog: Service = {
  name: 'catalog',
  register(app: FastifyInstance): undefined {
    const byId = new Map(PRODUCTS.map((product) => [product.id, product]));
    app.get('/products', () => ({ products: PRODUCTS }));
    app.get<{ Params: { id: string } }>('/products/:id', (request, reply) => {
      const product = byId.get(request.params.id);
      if (product) return product;
      return reply.callNotFound();
    });
  },
};
