import { createBalancerMetrics, type BalancerMetrics } from '../../../../rehearsal/cloud/balancer/metrics';
import { createAlarms } from '../../../../rehearsal/cloud/metrics/alarms';
import { createMetricStore, type MetricStore } from '../../../../rehearsal/cloud/metrics/store';
import { fakeGroup } from '../support/fake-balancer';
import { fakeClock, type FakeClock } from '../support/fake-clock';
import { errorAlarm, testModel } from '../support/models';

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
  ['that could not be connected', 502, true, 1, 1],
  ['that was cut off', 502, false, 1, undefined],
  ['without a target', 503, false, undefined, undefined],
  ['that nobody answered', 504, false, 1, undefined],
])(
  'a request %s gets %d of the balancer: refused %p, requests %p',
  (_what, status, refused, requests, errors) => {
    metrics.served({ group: blue, status, by: 'balancer', refused, load: false });
    expect(value('HTTPCode_ELB_5XX_Count', BALANCER)).toBe(1);
    expect(value('HTTPCode_ELB_5XX_Count', BLUE)).toBeUndefined();
    for (const dimensions of [BALANCER, BLUE]) expect(value('RequestCount', dimensions)).toBe(requests);
    expect(value('TargetConnectionErrorCount', BLUE)).toBe(errors);
    expect(value('TargetResponseTime', BLUE)).toBeUndefined();
  },
);

test('tasks that die after users came to them turn the alarm of their colour red, and no other', async () => {
  const models = [errorAlarm('blue'), errorAlarm('green')];
  const alarms = createAlarms({ models, store, clock, emit: () => undefined });
  const stop = new AbortController();
  void alarms.run(stop.signal);
  await clock.advance(61);
  for (let request = 0; request < 100; request += 1) {
    const dead = request % 10 === 0;
    metrics.served({ group: fakeGroup('green'), status: 200, by: 'target', load: false });
    metrics.served({
      ...{ group: blue, load: false },
      ...(dead ? { status: 502, by: 'balancer', refused: true } : { status: 200, by: 'target' }),
    });
  }
  await clock.advance(60);
  stop.abort();
  expect(alarms.list().map(({ name, state, reason }) => [name, state, reason])).toEqual([
    ['blue-errors', 'ALARM', '1 of 1 periods above 5: 10'],
    ['green-errors', 'OK', expect.any(String)],
  ]);
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
