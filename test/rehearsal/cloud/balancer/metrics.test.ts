import { createBalancerMetrics, type BalancerMetrics } from '../../../../rehearsal/cloud/balancer/metrics';
import { createMetricStore, type MetricStore } from '../../../../rehearsal/cloud/metrics/store';
import { fakeGroup } from '../support/fake-balancer';
import { fakeClock, type FakeClock } from '../support/fake-clock';
import { testModel } from '../support/models';

const BALANCER = { LoadBalancer: 'app/shop/1' };
const BLUE = { ...BALANCER, TargetGroup: 'targetgroup/blue/1' };
const GREEN = { ...BALANCER, TargetGroup: 'targetgroup/green/1' };
const blue = fakeGroup('blue');
let clock: FakeClock;
let store: MetricStore;
let metrics: BalancerMetrics;

function value(
  name: string,
  dimensions: Readonly<Record<string, string>>,
  statistic = 'Sum',
): number | undefined {
  return store.datapoint({ namespace: 'AWS/ApplicationELB', name, dimensions }, statistic, 0, Infinity);
}

beforeEach(() => {
  const [model] = testModel([]).loadBalancers;
  if (model === undefined) throw new Error('the test model has a load balancer');
  clock = fakeClock(60);
  store = createMetricStore();
  metrics = createBalancerMetrics(model, store, clock);
});

test('an answer of a target counts for its group and for the whole, under the family of its status', () => {
  for (const status of [200, 204, 302, 404, 500, 503]) {
    metrics.served({ group: blue, status, by: 'target', load: false, targetSeconds: 0.5 });
  }
  for (const dimensions of [BALANCER, BLUE]) {
    expect(value('RequestCount', dimensions)).toBe(6);
    expect(
      ['2XX', '3XX', '4XX', '5XX'].map((family) => value(`HTTPCode_Target_${family}_Count`, dimensions)),
    ).toEqual([2, 1, 1, 2]);
  }
  expect(value('RequestCount', GREEN)).toBeUndefined();
  expect(value('HTTPCode_ELB_5XX_Count', BALANCER)).toBeUndefined();
});

test.each([
  [502, 1],
  [503, undefined],
  [504, undefined],
])("the balancer's own %d is no request of the group; connection errors: %p", (status, errors) => {
  metrics.served({ group: blue, status, by: 'balancer', load: false });
  expect(value('HTTPCode_ELB_5XX_Count', BALANCER)).toBe(1);
  expect(value('HTTPCode_ELB_5XX_Count', BLUE)).toBeUndefined();
  expect(value('RequestCount', BLUE)).toBeUndefined();
  expect(value('TargetConnectionErrorCount', BLUE)).toBe(errors);
  expect(value('TargetResponseTime', BLUE)).toBeUndefined();
});

test('a request of the load stands for as many as the speed says, in percentiles too', () => {
  const served = { group: blue, status: 200, by: 'target' } as const;
  metrics.served({ ...served, load: true, targetSeconds: 0.1 });
  metrics.served({ ...served, load: false, targetSeconds: 9 });
  expect(value('RequestCount', BLUE)).toBe(61);
  expect(value('TargetResponseTime', BLUE, 'SampleCount')).toBe(61);
  expect(value('TargetResponseTime', BLUE, 'p98')).toBe(0.1);
  expect(value('TargetResponseTime', BLUE, 'Maximum')).toBe(9);
});

test('host counts are reported every ten seconds, and not for a group without targets', async () => {
  const stop = new AbortController();
  const green = fakeGroup('green');
  blue.register(1, 'v1');
  blue.register(2, 'v1');
  const running = metrics.run([blue, green], stop.signal);
  await clock.advance(15);
  expect(value('HealthyHostCount', BLUE, 'SampleCount')).toBe(2);
  expect(value('HealthyHostCount', BLUE, 'Maximum')).toBe(2);
  expect(value('UnHealthyHostCount', BLUE, 'Maximum')).toBe(0);
  blue.state = 'unhealthy';
  await clock.advance(10);
  expect(value('UnHealthyHostCount', BLUE, 'Maximum')).toBe(2);
  expect(value('HealthyHostCount', GREEN)).toBeUndefined();
  stop.abort();
  await running;
  await clock.advance(60);
  expect(value('HealthyHostCount', BLUE, 'SampleCount')).toBe(3);
});

test('a group whose targets are all new has no healthy host, which is a value', async () => {
  const stop = new AbortController();
  const fresh = fakeGroup('green');
  fresh.state = 'initial';
  fresh.register(3, 'v2');
  void metrics.run([fresh], stop.signal);
  await clock.advance(5);
  expect(value('HealthyHostCount', GREEN, 'Minimum')).toBe(0);
  expect(value('UnHealthyHostCount', GREEN, 'Maximum')).toBe(0);
  stop.abort();
});
