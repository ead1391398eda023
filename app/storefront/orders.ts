import { randomUUID } from 'node:crypto';
import type { Product } from '../catalog/products';
import { PRODUCT_ID } from './catalog-answers';

/** One kind of product in an order. */
export interface OrderItem {
  /** Id of the product. */
  readonly id: string;
  /** How many of it, from 1. */
  readonly quantity: number;
}

/** What the shop answers to an order. It is counted and nothing else: nothing is stored and nothing is shipped. */
export interface Order {
  readonly orderId: string;
  /** Euro cents. */
  readonly totalCents: number;
  readonly currency: 'EUR';
  readonly note: string;
}

/** The order cannot be taken as it is; the message says why, in one sentence for the person who sent it. */
class OrderError extends Error {
  /** The status that the visitor gets. */
  readonly statusCode = 400;
}

const MAX_ITEMS = 20;
const MAX_QUANTITY = 99;
const EXPECTED = `an order is {"items":[{"id":"<product>","quantity":<1 to ${MAX_QUANTITY}>}]} with 1 to ${MAX_ITEMS} items`;
const NOTE = 'This shop is a demonstration: the order was counted and not stored.';

/**
 * Reads the body of an order.
 * @throws OrderError
 */
export function readOrder(body: unknown): readonly OrderItem[] {
  const { items } = (body ?? {}) as { items?: unknown };
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ITEMS) throw new OrderError(EXPECTED);
  return items.map((item: unknown, index) => {
    const { id, quantity } = (item ?? {}) as { id?: unknown; quantity?: unknown };
    if (typeof id !== 'string' || !PRODUCT_ID.test(id) || !isQuantity(quantity)) {
      throw new OrderError(`item ${index + 1} is not right: ${EXPECTED}`);
    }
    return { id, quantity };
  });
}

/** The order that the form of the page sends, in the shape that `readOrder` takes. */
export function orderOfForm(form: string): { items: { id: string | null; quantity: number }[] } {
  const fields = new URLSearchParams(form);
  return { items: [{ id: fields.get('id'), quantity: Number(fields.get('quantity') ?? '1') }] };
}

/**
 * Takes an order at the prices of the catalog.
 * @throws OrderError when a product is not sold here
 */
export function takeOrder(items: readonly OrderItem[], products: readonly Product[]): Order {
  const prices = new Map(products.map(({ id, priceCents }) => [id, priceCents]));
  let totalCents = 0;
  for (const { id, quantity } of items) {
    const price = prices.get(id);
    if (price === undefined) throw new OrderError(`there is no product "${id}"`);
    totalCents += price * quantity;
  }
  return { orderId: randomUUID(), totalCents, currency: 'EUR', note: NOTE };
}

function isQuantity(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_QUANTITY;
}
