import { orderOfForm, readOrder, takeOrder } from '../../../app/storefront/orders';

const product = (id: string, priceCents: number) => ({
  id,
  priceCents,
  name: id,
  description: '',
  picture: '',
});
const products = [product('mug', 1490), product('socks', 990)];

test('the total is worked out at the prices of the catalog', () => {
  const items = [
    { id: 'mug', quantity: 2 },
    { id: 'socks', quantity: 1 },
    { id: 'mug', quantity: 1 },
  ];
  expect(takeOrder(items, products)).toEqual({
    orderId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    totalCents: 3 * 1490 + 990,
    currency: 'EUR',
    note: 'This shop is a demonstration: the order was counted and not stored.',
  });
});

test('each order has an id of its own', () => {
  const items = [{ id: 'mug', quantity: 1 }];
  expect(takeOrder(items, products).orderId).not.toBe(takeOrder(items, products).orderId);
});

test('what is not sold cannot be ordered', () => {
  expect(() => takeOrder([{ id: 'boat', quantity: 1 }], products)).toThrow('there is no product "boat"');
});

test('only the id and the quantity of an item are read', () => {
  const body = { items: [{ id: 'mug', quantity: 99, priceCents: 1 }], mail: 'ann@example.com' };
  expect(readOrder(body)).toEqual([{ id: 'mug', quantity: 99 }]);
});

const expected = 'an order is {"items":[{"id":"<product>","quantity":<1 to 99>}]} with 1 to 20 items';

test.each([
  [undefined],
  [null],
  ['items'],
  [[]],
  [{}],
  [{ items: [] }],
  [{ items: {} }],
  [{ items: Array.from({ length: 21 }, () => ({ id: 'mug', quantity: 1 })) }],
])('%j is no order', (body) => {
  expect(() => readOrder(body)).toThrow(expected);
});

test.each([
  [null],
  ['mug'],
  [{ id: 'mug' }],
  [{ id: 'mug', quantity: 0 }],
  [{ id: 'mug', quantity: -1 }],
  [{ id: 'mug', quantity: 1.5 }],
  [{ id: 'mug', quantity: '1' }],
  [{ id: 'mug', quantity: 100 }],
  [{ id: 'mug', quantity: Number.NaN }],
  [{ id: '', quantity: 1 }],
  [{ id: '../health', quantity: 1 }],
  [{ id: 'x'.repeat(65), quantity: 1 }],
  [{ id: { toString: (): string => 'mug' }, quantity: 1 }],
])('%j is no item', (item) => {
  expect(() => readOrder({ items: [{ id: 'mug', quantity: 1 }, item] })).toThrow(
    `item 2 is not right: ${expected}`,
  );
});

test('the form of the page orders one of a product, or as many as it says', () => {
  expect(readOrder(orderOfForm('id=mug'))).toEqual([{ id: 'mug', quantity: 1 }]);
  expect(readOrder(orderOfForm('id=mug&quantity=3'))).toEqual([{ id: 'mug', quantity: 3 }]);
  expect(() => readOrder(orderOfForm(''))).toThrow('item 1 is not right');
  expect(() => readOrder(orderOfForm('id=mug&quantity=many'))).toThrow('item 1 is not right');
});
