import { bend, sharePerService } from '../../../bench/rows/growth';

it('shares what nineteen further services add among them, in percent of the floor', () => {
  expect(sharePerService({ empty: 4, one: 5, ten: 6, twenty: 8.8 })).toBeCloseTo(5);
});

it('is one when every further service costs the same', () => {
  expect(bend({ empty: 1, one: 1, ten: 1.9, twenty: 2.9 })).toBeCloseTo(1);
});

it('is above one when later services are dearer than earlier ones', () => {
  expect(bend({ empty: 1, one: 1, ten: 1.9, twenty: 3.9 })).toBeCloseTo(2);
});
