import { PRODUCTS } from '../catalog/products';
import { CHECKOUT_PATH } from '../shared/contract';
import type { JourneyStep } from '../shared/journey';

const [{ id = '' } = {}] = PRODUCTS;

/** What visitors do, in the shares in which the users of a rehearsal do it: they look more than they buy. */
export const JOURNEY: readonly JourneyStep[] = [
  { method: 'GET', path: '/', weight: 12 },
  { method: 'GET', path: '/api/products', weight: 4 },
  { method: 'GET', path: `/api/products/${id}`, weight: 3 },
  {
    method: 'POST',
    path: CHECKOUT_PATH,
    body: JSON.stringify({ items: [{ id, quantity: 1 }] }),
    weight: 1,
  },
];
