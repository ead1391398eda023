// The small build of zod: the whole one adds 70 kB to the bundle, this one 18.
import * as z from 'zod/mini';
import type { Product } from '../catalog/products';

/** The largest answer that is read: some hundred products with long texts. */
export const MAX_ANSWER_BYTES = 1_000_000;

/** Most products on one page. */
const MAX_PRODUCTS = 1_000;
/** A million euros; an order of the most and dearest products is still a whole number without rounding. */
const MAX_PRICE_CENTS = 100_000_000;

/** Form of a product's id, which stands in paths. */
export const PRODUCT_ID = /^[a-z0-9-]{1,64}$/;

function text(min: number, max: number): z.ZodMiniString {
  return z.string().check(z.minLength(min), z.maxLength(max));
}

/** What the shop relies on; fields that it does not know are left out. */
const PRODUCT: z.ZodMiniType<Product> = z.object({
  id: z.string().check(z.regex(PRODUCT_ID)),
  name: text(1, 200),
  description: text(0, 2_000),
  // JSON has a zero below zero, and a page would show its sign.
  priceCents: z.int().check(
    z.gte(0),
    z.lte(MAX_PRICE_CENTS),
    z.refine((price) => !Object.is(price, -0)),
  ),
  picture: text(0, 64),
});

const PRODUCTS = z.object({
  products: z
    .array(PRODUCT)
    .check(z.maxLength(MAX_PRODUCTS), z.refine(haveOwnIds, { error: 'Two products have one id' })),
});

function haveOwnIds(products: readonly Product[]): boolean {
  return new Set(products.map(({ id }) => id)).size === products.length;
}

/**
 * The list in an answer to `GET /products`.
 * @throws Error that says what is wrong, without quoting the answer
 */
export function readProducts(answer: string): readonly Product[] {
  return read(PRODUCTS, answer).products;
}

/**
 * The product in an answer to `GET /products/:id`.
 * @throws Error that says what is wrong, without quoting the answer
 */
export function readProduct(answer: string, id: string): Product {
  const product = read(PRODUCT, answer);
  if (product.id !== id) throw new Error('it is another product than the one asked for');
  return product;
}

function read<T>(schema: z.ZodMiniType<T>, answer: string): T {
  const { success, data, error } = schema.safeParse(parseJson(answer));
  if (success) return data;
  const [{ path = [], message = '', code = '' } = {}] = error.issues;
  throw new Error(`${['answer', ...path].join('.')}: ${message} (${code})`);
}

function parseJson(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    throw new Error('it is not JSON');
  }
}
