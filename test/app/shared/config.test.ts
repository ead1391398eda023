import { ConfigError, readConfig } from '../../../app/shared/config';
import { AGENT_URLS, ENV, XRAY_SAMPLER, XRAY_SAMPLER_ARG } from '../../../app/shared/contract';
import { NO_FAULTS } from '../../../app/shared/faults';

const needs = { service: 'shop', calls: ['price-list'] };
const given = { PRICE_LIST_URL: 'http://price-list:8080' };

test('an empty environment gives the defaults', () => {
  expect(readConfig({}, { service: 'shop' })).toEqual({
    service: 'shop',
    environment: 'local',
    version: 'dev',
    host: '0.0.0.0',
    port: 8080,
    urls: {},
    faults: NO_FAULTS,
    drainMs: 0,
    metricsIntervalMs: 15_000,
    logLevel: 'info',
    otlpEndpoint: '',
    sampling: { kind: 'local', ratio: 0.05 },
    resourceAttributes: {},
    metadataUri: '',
  });
});

test('every variable is read, durations in fractions of a second too', () => {
  const env = {
    [ENV.service]: 'shop',
    [ENV.environment]: 'sandbox',
    [ENV.version]: '1f3c9a2b7d10',
    [ENV.bindAddress]: '127.0.0.1',
    [ENV.port]: '0',
    PRICE_LIST_URL: 'http://price-list.shop:8080/',
    [ENV.faults]: 'unhealthy',
    [ENV.faultsAllowed]: 'true',
    [ENV.drain]: '0.25',
    [ENV.metricsInterval]: '0.5',
    [ENV.logLevel]: 'silent',
    [ENV.otlpEndpoint]: 'http://localhost:4318',
    [ENV.samplerArg]: '1',
    [ENV.resourceAttributes]: 'aws.log.group.names=/shop/a%26b, =lost,team=shop',
    [ENV.metadataUri]: 'http://169.254.170.2/v4/abc',
  };
  expect(readConfig(env, needs)).toEqual({
    service: 'shop',
    environment: 'sandbox',
    version: '1f3c9a2b7d10',
    host: '127.0.0.1',
    port: 0,
    urls: { 'price-list': 'http://price-list.shop:8080' },
    faults: { ...NO_FAULTS, unhealthy: true },
    drainMs: 250,
    metricsIntervalMs: 500,
    logLevel: 'silent',
    otlpEndpoint: 'http://localhost:4318',
    sampling: { kind: 'local', ratio: 1 },
    resourceAttributes: { 'aws.log.group.names': '/shop/a&b', team: 'shop' },
    metadataUri: 'http://169.254.170.2/v4/abc',
  });
});

test.each([
  [{ PORT: 'http' }, 'PORT is "http"; it must be a whole number from 0 to 65535'],
  [{ PORT: '80.5' }, 'PORT is "80.5"; it must be a whole number from 0 to 65535'],
  [{ PORT: '65536' }, 'PORT is "65536"; it must be a whole number from 0 to 65535'],
  [{ DRAIN_SECONDS: '-1' }, 'DRAIN_SECONDS is "-1"; it must be a number from 0 to 110'],
  [{ DRAIN_SECONDS: 'NaN' }, 'DRAIN_SECONDS is "NaN"; it must be a number from 0 to 110'],
  [
    { METRICS_INTERVAL_SECONDS: '0' },
    'METRICS_INTERVAL_SECONDS is "0"; it must be a number from 0.01 to 3600',
  ],
  [{ OTEL_TRACES_SAMPLER_ARG: '5' }, 'OTEL_TRACES_SAMPLER_ARG is "5"; it must be a number from 0 to 1'],
  [{ LOG_LEVEL: 'verbose' }, 'LOG_LEVEL is "verbose"; it must be one of debug, info, warn, error, silent'],
  [
    { OTEL_TRACES_SAMPLER: 'always_on' },
    'OTEL_TRACES_SAMPLER is "always_on"; it must be xray or parentbased_traceidratio',
  ],
  [
    { OTEL_TRACES_SAMPLER: 'xray', OTEL_TRACES_SAMPLER_ARG: '0.5' },
    'OTEL_TRACES_SAMPLER_ARG is "0.5"; it must be endpoint=http://<host>:<port>',
  ],
  [
    { PRICE_LIST_URL: 'prices:8080' },
    'PRICE_LIST_URL is "prices:8080"; it must be a URL that starts with http:// or https://',
  ],
  [
    { PRICE_LIST_URL: 'http://' },
    'PRICE_LIST_URL is "http://"; it must be a URL that starts with http:// or https://',
  ],
  [{ FAULTS: 'chaos', FAULTS_ALLOWED: 'true' }, 'FAULTS: unknown fault "chaos"; allowed: error-rate'],
])('%p is refused', (env, message) => {
  expect(() => readConfig({ ...given, ...env }, needs)).toThrow(ConfigError);
  expect(() => readConfig({ ...given, ...env }, needs)).toThrow(message);
});

test('the sampling rules of X-Ray are asked from the endpoint that is named', () => {
  const env = { [ENV.sampler]: XRAY_SAMPLER, [ENV.samplerArg]: `${XRAY_SAMPLER_ARG}/,polling_interval=300` };
  expect(readConfig({ ...given, ...env }, needs).sampling).toEqual({
    kind: 'xray',
    endpoint: AGENT_URLS.sampling,
  });
});

test('an address that the service needs must be given', () => {
  expect(() => readConfig({}, needs)).toThrow(
    'PRICE_LIST_URL is not set; it must be a base URL such as http://other:8080',
  );
});

test.each([
  [{}, 'local'],
  [{ ENVIRONMENT_NAME: 'sandbox' }, 'sandbox'],
  [{ ENVIRONMENT_NAME: 'prod', FAULTS_ALLOWED: '' }, 'prod'],
  [{ ENVIRONMENT_NAME: 'live', FAULTS_ALLOWED: 'false' }, 'live'],
  [{ ENVIRONMENT_NAME: 'Production', FAULTS_ALLOWED: 'yes' }, 'Production'],
  [{ ENVIRONMENT_NAME: 'sandbox', FAULTS_ALLOWED: '1' }, 'sandbox'],
])('planted faults are refused unless they are allowed: %j', (env, environment) => {
  expect(() => readConfig({ ...given, ...env, FAULTS: 'unhealthy' }, needs)).toThrow(
    `FAULTS is "unhealthy"; planted faults are refused in ${environment}, because FAULTS_ALLOWED is not "true"`,
  );
});

test('every problem is reported at once, in one line', () => {
  const env = { ...given, PORT: 'x', DRAIN_SECONDS: 'y', FAULTS: 'z', FAULTS_ALLOWED: 'true' };
  expect(() => readConfig(env, needs)).toThrow(
    /^PORT is "x".*; FAULTS: unknown.*; DRAIN_SECONDS is "y"[^\n]*$/,
  );
});
