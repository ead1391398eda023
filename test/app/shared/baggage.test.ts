import { baggageOf, readVariant } from '../../../app/shared/baggage';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['variant=b', 'b'],
  ['variant = new-checkout.2_a ;prop=1', 'new-checkout.2_a'],
  ['user=ann, variant=b,other=c', 'b'],
  ['variant', undefined],
  ['variants=b', undefined],
  ['x=variant=b', undefined],
  ['variant=', undefined],
  ['variant=B', undefined],
  ['variant=-b', undefined],
  ['variant=a b', undefined],
  ['variant=ann@example.com', undefined],
  ['variant=%0Aforged', undefined],
  ['variant="b"', undefined],
  [`variant=${'b'.repeat(32)}`, 'b'.repeat(32)],
  [`variant=${'b'.repeat(33)}`, undefined],
  [`variant=b,${'x'.repeat(8_192)}`, undefined],
  ['variant=!,variant=b', undefined],
])('baggage %p names the variant %p', (baggage, variant) => {
  expect(readVariant(baggage === undefined ? {} : { baggage })).toBe(variant);
});

test('a variant is handed on alone', () => {
  expect(baggageOf('b')).toEqual({ baggage: 'variant=b' });
  expect(baggageOf(undefined)).toEqual({});
});
