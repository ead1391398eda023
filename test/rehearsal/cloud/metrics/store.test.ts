import fc from 'fast-check';
import { aggregate, isKnownStatistic } from '../../../../rehearsal/cloud/metrics/statistics';
import { createMetricStore, type MetricKey } from '../../../../rehearsal/cloud/metrics/store';

const METRIC: MetricKey = { namespace: 'N', name: 'M', dimensions: { A: '1', B: '2' } };

test.each([
  ['Sum', 12],
  ['Average', 3],
  ['Minimum', 1],
  ['Maximum', 6],
  ['SampleCount', 4],
  ['p50', 2],
  ['p99', 6],
  ['p100', 6],
])('%s of 1, 2, 3 and 6', (statistic, expected) => {
  const samples = [6, 1, 3, 2].map((value) => ({ value, weight: 1 }));
  expect(aggregate(samples, statistic)).toBe(expected);
});

test('a weight counts a value several times', () => {
  const samples = [
    { value: 1, weight: 9 },
    { value: 11, weight: 1 },
  ];
  expect(aggregate(samples, 'Average')).toBe(2);
  expect(aggregate(samples, 'p90')).toBe(1);
  expect(aggregate(samples, 'p91')).toBe(11);
});

test('the common factor of all weights changes no average and no percentile', () => {
  const values = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(
      values,
      fc.integer({ min: 2, max: 600 }),
      fc.constantFrom('Average', 'p50', 'p99'),
      (list, factor, name) => {
        const once =
          aggregate(
            list.map((value) => ({ value, weight: 1 })),
            name,
          ) ?? NaN;
        const often =
          aggregate(
            list.map((value) => ({ value, weight: factor })),
            name,
          ) ?? NaN;
        expect(often).toBeCloseTo(once, 9);
      },
    ),
  );
});

test('only statistics that are computed are known', () => {
  expect(['Sum', 'p99', 'p99.9'].every(isKnownStatistic)).toBe(true);
  expect(['tm99', 'IQM', 'p101', 'sum'].some(isKnownStatistic)).toBe(false);
  expect(() => aggregate([{ value: 1, weight: 1 }], 'IQM')).toThrow('IQM');
});

test('a data point covers its period from the start up to, not including, the end', () => {
  const store = createMetricStore();
  for (const at of [59.9, 60, 119.9, 120]) store.record(METRIC, at, 1);
  expect(store.datapoint(METRIC, 'Sum', 60, 120)).toBe(2);
  expect(store.datapoint(METRIC, 'Sum', 200, 260)).toBeUndefined();
});

test('values that come late are found in their period', () => {
  const store = createMetricStore();
  for (const at of [10, 70, 50, 65]) store.record(METRIC, at, at);
  expect(store.datapoint(METRIC, 'Sum', 0, 60)).toBe(60);
  expect(store.datapoint(METRIC, 'Minimum', 60, 120)).toBe(65);
});

test('dimensions identify a metric whatever their order, and every one counts', () => {
  const store = createMetricStore();
  store.record(METRIC, 1, 7);
  expect(store.datapoint({ ...METRIC, dimensions: { B: '2', A: '1' } }, 'Sum', 0, 60)).toBe(7);
  expect(store.datapoint({ ...METRIC, dimensions: { A: '1' } }, 'Sum', 0, 60)).toBeUndefined();
});

test.each([
  ['p0', 1],
  ['p10', 1],
  ['p10.1', 2],
  ['p99', 10],
  ['p99.9', 10],
  ['Average', 5.5],
])('%s of the numbers from 1 to 10 is %d, in whatever order they came', (statistic, expected) => {
  const values = [7, 1, 10, 4, 2, 9, 3, 8, 6, 5];
  expect(
    aggregate(
      values.map((value) => ({ value, weight: 1 })),
      statistic,
    ),
  ).toBe(expected);
});

test('a percentile is one of the values, and as many lie at or below it as it says', () => {
  const samples = fc.array(fc.record({ value: fc.nat(50), weight: fc.integer({ min: 1, max: 60 }) }), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 100 }), (list, percent) => {
      const found = aggregate(list, `p${percent}`) ?? NaN;
      const weigh = (below: (value: number) => boolean): number =>
        list.filter(({ value }) => below(value)).reduce((sum, { weight }) => sum + weight, 0);
      const needed = (percent / 100) * weigh(() => true);
      expect(list.map(({ value }) => value)).toContain(found);
      expect(weigh((value) => value <= found)).toBeGreaterThanOrEqual(needed - 1e-9);
      expect(weigh((value) => value < found)).toBeLessThan(needed + 1e-9);
    }),
  );
});

test.each(['toString', 'constructor', 'p', 'p1000', 'p-1', ''])('%p is no statistic', (statistic) => {
  expect(isKnownStatistic(statistic)).toBe(false);
  expect(() => aggregate([{ value: 1, weight: 1 }], statistic)).toThrow('is not one of');
});

test('without samples every statistic is missing, not zero', () => {
  for (const statistic of ['Sum', 'SampleCount', 'Average', 'Minimum', 'p99']) {
    expect(aggregate([], statistic)).toBeUndefined();
  }
});

test('a percentile rank is the share of the observations between two bounds, the lower one not among them', () => {
  const observations = [0, 0.2, 0.8, 0.9].map((value) => ({ value, weight: 1 }));
  expect(aggregate(observations, 'PR(0:0.8)')).toBe(50);
  expect(
    aggregate(
      [
        { value: 0.5, weight: 3 },
        { value: 2, weight: 1 },
      ],
      'PR(0:1)',
    ),
  ).toBe(75);
  expect(['PR(0:0.8)', 'PR(:1)', 'PR(0)'].map(isKnownStatistic)).toEqual([true, false, false]);
});
