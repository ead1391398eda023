import { SERVICE_METRICS } from '../../../app/shared/contract';
import { MAX_VALUES, quantiles, RequestMetrics } from '../../../app/shared/emf';

const source = { service: 'catalog', environment: 'sandbox', version: 'v7' };
const noColour = { current: undefined };

test('a record names the namespace, the dimensions and the units that CloudWatch is to use', () => {
  const metrics = new RequestMetrics(source, noColour);
  metrics.record(false, 12.3456);
  metrics.record(false, 1);
  metrics.record(true, 2);
  metrics.record(true, 3);
  expect(JSON.parse(metrics.flush(1_700_000_000_000) ?? '')).toEqual({
    _aws: {
      Timestamp: 1_700_000_000_000,
      CloudWatchMetrics: [
        {
          Namespace: SERVICE_METRICS.namespace,
          Dimensions: [['Service', 'Environment']],
          Metrics: [
            { Name: 'Requests', Unit: 'Count' },
            { Name: 'Errors', Unit: 'Count' },
            { Name: 'Latency', Unit: 'Milliseconds' },
          ],
        },
      ],
    },
    Service: 'catalog',
    Environment: 'sandbox',
    Requests: 4,
    Errors: 2,
    Latency: [12.346, 1, 2, 3],
    version: 'v7',
  });
});

test('nothing is written for an interval without requests, and each request counts once', () => {
  const metrics = new RequestMetrics(source, noColour);
  expect(metrics.flush(0)).toBeUndefined();
  metrics.record(true, 1);
  expect(metrics.flush(0)).toContain('"Errors":1');
  expect(metrics.flush(0)).toBeUndefined();
  metrics.record(false, 1);
  expect(metrics.flush(0)).toContain('"Errors":0');
});

test('what a service counts is a metric of every record, also when there was none of it', () => {
  const metrics = new RequestMetrics(source, { current: 'green' }, [SERVICE_METRICS.orders]);
  const flush = () => {
    metrics.record(false, 1);
    return JSON.parse(metrics.flush(0) ?? '') as Record<string, unknown>;
  };
  metrics.count(SERVICE_METRICS.orders);
  metrics.count(SERVICE_METRICS.orders);
  const first = flush();
  expect(first).toMatchObject({ Orders: 2, colour: 'green' });
  expect(JSON.stringify(first['_aws'])).toContain('{"Name":"Orders","Unit":"Count"}');
  expect(flush()).toMatchObject({ Orders: 0 });
});

test('what was not announced cannot be counted', () => {
  expect(() => new RequestMetrics(source, noColour).count('Visitors')).toThrow(
    'nothing is counted as Visitors',
  );
});

test('a busy interval counts every request and keeps to the number of values that CloudWatch takes', () => {
  const metrics = new RequestMetrics(source, noColour);
  for (let index = 0; index < 5_000; index += 1) metrics.record(false, index);
  const record = JSON.parse(metrics.flush(0) ?? '') as { Requests: number; Latency: number[] };
  expect(record.Requests).toBe(5_000);
  expect(record.Latency).toHaveLength(MAX_VALUES);
});

describe('reducing values', () => {
  test.each([0, 1, 99, 100])('%p values stay as they are', (count) => {
    const values = Array.from({ length: count }, (_, index) => count - index);
    expect(quantiles(values, 100)).toEqual(values);
  });

  test('percentiles and the maximum survive', () => {
    const values = Array.from({ length: 12_345 }, (_, index) => (index * 7919) % 12_345);
    const reduced = quantiles(values, 100);
    expect(reduced.at(-1)).toBe(12_344);
    expect(reduced[98]).toBeCloseTo(0.99 * 12_345, -1);
    expect(reduced[49]).toBeCloseTo(0.5 * 12_345, -1);
  });

  test('one more value than the limit still gives the limit', () => {
    expect(quantiles([5, 1, 4, 2, 3], 4)).toEqual([2, 3, 4, 5]);
  });
});
