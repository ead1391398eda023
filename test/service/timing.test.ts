import {
  CONTAINER_HEALTH,
  DEREGISTRATION_SECONDS,
  DNS_TTL_SECONDS,
  DRAIN_SECONDS,
  METRICS_INTERVAL_SECONDS,
  STOP_TIMEOUT_SECONDS,
  TARGET_HEALTH,
} from '../../lib/service/timing';

it('drains longer than private DNS answers live', () => {
  expect(DRAIN_SECONDS).toBeGreaterThan(DNS_TTL_SECONDS);
});

it('drains at least as long as the load balancer lets requests finish', () => {
  expect(DRAIN_SECONDS).toBeGreaterThanOrEqual(DEREGISTRATION_SECONDS);
});

it('stops a task after the drain and the ten seconds that the service gives open requests', () => {
  expect(STOP_TIMEOUT_SECONDS).toBeGreaterThan(DRAIN_SECONDS + 10);
  expect(STOP_TIMEOUT_SECONDS).toBeLessThanOrEqual(120);
});

it.each([
  ['container', CONTAINER_HEALTH],
  ['target', TARGET_HEALTH],
])('gives up a %s health check before the next one begins', (_, { timeout, interval }) => {
  expect(timeout).toBeLessThan(interval);
});

it('writes metrics more than once in each period of an alarm', () => {
  expect(METRICS_INTERVAL_SECONDS * 2).toBeLessThanOrEqual(60);
});
