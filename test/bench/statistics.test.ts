import { interleaved, median } from '../../bench/statistics';

it.each([
  [[3], 3],
  [[9, 1, 5], 5],
  [[4, 1, 3, 2], 2.5],
  [[7, 7, 1], 7],
])('takes the middle of %j', (values, middle) => {
  expect(median(values)).toBe(middle);
});

it('leaves the list as it was', () => {
  const values = [3, 1, 2];
  median(values);
  expect(values).toEqual([3, 1, 2]);
});

it('fails when there is nothing to take the middle of', () => {
  expect(() => median([])).toThrow('no values');
});

it('measures in turns and takes the median of each', async () => {
  const order: string[] = [];
  const series = (name: string, values: number[]) => () => {
    order.push(name);
    return Promise.resolve(values.shift() ?? NaN);
  };
  const found = await interleaved(3, { a: series('a', [1, 100, 2]), b: series('b', [5, 6, 4]) });
  expect(found).toEqual({ a: 2, b: 5 });
  expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
});

it('stops at the first measurement that fails', async () => {
  const failing = interleaved(3, { a: () => Promise.reject(new Error('broken')) });
  await expect(failing).rejects.toThrow('broken');
});
