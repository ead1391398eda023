import { checkEnvironment, readCheckSettings } from '../../lib/delivery/check-settings';
import { MIN_ATTEMPTS } from '../../lib/delivery/run-checks';
import { checksOf } from '../../lib/delivery/service-checks';
import { testService } from '../shared/test-config';

const checks = [{ path: '/ready' }, { path: '/', contentType: 'text/html', maxMs: 100 }];
const environment = checkEnvironment({ production: 'http://lb', test: 'http://lb:9001' }, checks);

it.each([
  ['production', 'http://lb'],
  ['test', 'http://lb:9001'],
] as const)('reads back what the stack wrote, to ask %s', (where, baseUrl) => {
  expect(readCheckSettings(environment, where)).toEqual({
    baseUrl,
    checks,
    budgetMs: 60_000,
    retryDelayMs: 15_000,
    requestTimeoutMs: 5000,
  });
});

it('leaves room for three attempts in the budget even when every request times out', () => {
  const { budgetMs, retryDelayMs, requestTimeoutMs } = readCheckSettings(environment, 'test');
  expect(MIN_ATTEMPTS * (requestTimeoutMs + retryDelayMs)).toBeLessThanOrEqual(budgetMs);
});

it.each(['storefront', 'catalog'])(
  'never asks %s so often that failing checks alone trip an alarm',
  (service) => {
    const { budgetMs, retryDelayMs } = readCheckSettings(environment, 'test');
    const requests = checksOf(service).length * (budgetMs / retryDelayMs);
    const { rollback, objective } = testService(service);
    expect(requests).toBeLessThan(rollback.minRequestsPerMinute);
    // A release that was refused is no incident, even where nobody but its checks asks.
    expect(requests).toBeLessThan(objective.minBadRequests);
  },
);

it.each<[string, string, string]>([
  ['BASE_URL', '', 'the environment variable BASE_URL is not set'],
  ['TIME_BUDGET_SECONDS', 'soon', 'the environment variable TIME_BUDGET_SECONDS is not a number above 0'],
  ['RETRY_DELAY_SECONDS', '-1', 'the environment variable RETRY_DELAY_SECONDS is not a number above 0'],
  ['REQUEST_TIMEOUT_MS', '0', 'the environment variable REQUEST_TIMEOUT_MS is not a number above 0'],
  ['CHECKS', '[]', 'the environment variable CHECKS is not a list of checks'],
  ['CHECKS', '{}', 'the environment variable CHECKS is not a list of checks'],
])('fails when %s is "%s"', (name, value, message) => {
  expect(() => readCheckSettings({ ...environment, [name]: value }, 'production')).toThrow(message);
});

it('fails when a service without a test listener is to be asked there', () => {
  const internal = checkEnvironment({ production: 'http://catalog:8080' }, checks);
  expect(() => readCheckSettings(internal, 'test')).toThrow('the environment variable TEST_URL is not set');
});
