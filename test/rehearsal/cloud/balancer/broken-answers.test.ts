import { createServer, type RequestListener } from 'node:http';
import { startListener } from '../../../../rehearsal/cloud/balancer/listener';
import { createBalancerMetrics } from '../../../../rehearsal/cloud/balancer/metrics';
import { createTargetGroup } from '../../../../rehearsal/cloud/balancer/target-group';
import { createClock, waitUntil } from '../../../../rehearsal/cloud/clock';
import { FRONT_PAGE } from '../../../../rehearsal/cloud/journey';
import { startLoad, type LoadResult } from '../../../../rehearsal/cloud/load';
import { listenOnLoopback } from '../../../../rehearsal/cloud/loopback';
import { createMetricStore } from '../../../../rehearsal/cloud/metrics/store';
import { testBalancer, testTargetGroup } from '../support/models';

const clock = createClock(600);

/** What users and the metrics of the balancer see of a service that passes its health checks and answers users so. */
async function seen(
  answer: RequestListener,
): Promise<{ results: LoadResult[]; count: (name: string) => number }> {
  const store = createMetricStore();
  const service = await listenOnLoopback(
    createServer((request, response) => {
      if (request.headers['user-agent']?.startsWith('ELB-HealthChecker') === true) response.end('ready');
      else answer(request, response);
    }),
  );
  const group = createTargetGroup(testTargetGroup('green'), clock);
  const target = group.register(service.port, 'v2');
  await waitUntil(clock, () => target.state() === 'healthy');
  const listener = await startListener({
    model: { arn: 'arn:1', port: 80, protocol: 'HTTP' },
    forward: [{ item: group, weight: 1 }],
    metrics: createBalancerMetrics(testBalancer, store, clock),
    idleTimeoutMs: 150,
  });
  const results: LoadResult[] = [];
  const load = startLoad({
    port: listener.port,
    next: () => FRONT_PAGE,
    rate: 50,
    onResult: (result) => results.push(result),
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await load.stop();
  group.close();
  await Promise.all([listener.close(), service.close()]);
  const dimensions = { LoadBalancer: testBalancer.metricName };
  const count = (name: string): number =>
    store.datapoint({ namespace: 'AWS/ApplicationELB', name, dimensions }, 'Sum', 0, Infinity) ?? 0;
  return { results, count };
}

test.each<[string, RequestListener, string]>([
  ['never begins', () => undefined, 'HTTPCode_ELB_504_Count'],
  [
    'never ends',
    (_request, response) => void response.writeHead(200).write('half'),
    'HTTPCode_Target_2XX_Count',
  ],
  [
    'ends halfway',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('half', () => response.destroy());
    },
    'HTTPCode_Target_2XX_Count',
  ],
  ['ends before it begins', (request) => request.socket.destroy(), 'HTTPCode_ELB_502_Count'],
])('an answer that %s is a failed request of its version', async (_what, answer, metric) => {
  const { results, count } = await seen(answer);
  expect(results.length).toBeGreaterThan(2);
  expect(results.every(({ failed }) => failed)).toBe(true);
  expect(results.every(({ version }) => version === 'v2')).toBe(true);
  expect(count(metric)).toBe(results.length * clock.speed);
  expect(count('HTTPCode_ELB_5XX_Count')).toBe(metric.startsWith('HTTPCode_ELB') ? count(metric) : 0);
});
