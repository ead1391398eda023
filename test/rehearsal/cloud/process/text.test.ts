import { rewriteOrigins } from '../../../../rehearsal/cloud/origins';
import { parseEmf } from '../../../../rehearsal/cloud/process/emf';
import { containerEnvironment, scaleDurations } from '../../../../rehearsal/cloud/process/environment';
import { healthCommandLine } from '../../../../rehearsal/cloud/process/health-command';
import { testImage } from '../support/images';
import { testTask } from '../support/models';

const RECORD = {
  _aws: {
    Timestamp: 1,
    CloudWatchMetrics: [
      {
        Namespace: 'Shop',
        Dimensions: [['Service', 'Environment'], ['Service']],
        Metrics: [{ Name: 'Requests', Unit: 'Count' }, { Name: 'Latency' }, { Name: 'Absent' }],
      },
    ],
  },
  Service: 'catalog',
  Environment: 'sandbox',
  Requests: 3,
  Latency: [10, 20, 'x'],
};

test('an EMF record gives every metric under every dimension set', () => {
  const both = { Service: 'catalog', Environment: 'sandbox' };
  expect(parseEmf(JSON.stringify(RECORD))).toEqual([
    { namespace: 'Shop', name: 'Requests', dimensions: both, values: [3] },
    { namespace: 'Shop', name: 'Requests', dimensions: { Service: 'catalog' }, values: [3] },
    { namespace: 'Shop', name: 'Latency', dimensions: both, values: [10, 20] },
    { namespace: 'Shop', name: 'Latency', dimensions: { Service: 'catalog' }, values: [10, 20] },
  ]);
});

test.each(['hello', '{"level":30}', '{"_aws": broken', '{"_aws":{}}', '{"_aws":{"CloudWatchMetrics":[{}]}}'])(
  '%s gives no metric',
  (line) => expect(parseEmf(line)).toEqual([]),
);

test('durations are divided by the speed, everything else stays', () => {
  const environment = {
    METRICS_INTERVAL_SECONDS: '30',
    TIMEOUT_MS: '30',
    NAME_SECONDS: 'many',
    EMPTY_SECONDS: '',
  };
  expect(scaleDurations(environment, 60)).toEqual({ ...environment, METRICS_INTERVAL_SECONDS: '0.5' });
});

test('a drain lasts long enough on the wall for pooled connections', () => {
  expect(scaleDurations({ DRAIN_SECONDS: '20' }, 600)).toEqual({ DRAIN_SECONDS: '0.3' });
  expect(scaleDurations({ DRAIN_SECONDS: '0' }, 600)).toEqual({ DRAIN_SECONDS: '0' });
});

test('a container gets the variables of its image, then of its task definition, with local addresses', () => {
  const environment = containerEnvironment({
    image: testImage('catalog:1', { FAULTS: 'unhealthy', SERVICE_NAME: 'image' }),
    task: testTask('catalog', { environment: { SERVICE_NAME: 'catalog', URL: 'http://a.internal:8080/x' } }),
    speed: 60,
    rewrite: (value) => value.replace('a.internal:8080', '127.0.0.1:5'),
    metadataUri: 'http://127.0.0.1:6/v4/1',
    awsEndpoint: 'http://127.0.0.1:7',
  });
  expect(environment).toMatchObject({
    FAULTS: 'unhealthy',
    SERVICE_NAME: 'catalog',
    URL: 'http://127.0.0.1:5/x',
    PORT: '8080',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:7',
    ECS_CONTAINER_METADATA_URI_V4: 'http://127.0.0.1:6/v4/1',
  });
  expect(environment).not.toHaveProperty('HOME');
});

test.each([
  [true, 'true'],
  [undefined, 'false'],
])('only a scenario may lift the refusal of a task definition: %p', (faultPlanted, allowed) => {
  const image = testImage('catalog:1', { FAULTS: 'unhealthy', FAULTS_ALLOWED: 'true' });
  const environment = containerEnvironment({
    image: { ...image, ...(faultPlanted && { faultPlanted }) },
    task: testTask('catalog', { environment: { FAULTS_ALLOWED: 'false' } }),
    speed: 60,
    rewrite: (value) => value,
    metadataUri: '',
    awsEndpoint: '',
  });
  expect(environment).toMatchObject({ FAULTS: 'unhealthy', FAULTS_ALLOWED: allowed });
});

test.each([
  [['CMD-SHELL', 'curl localhost:8080 || exit 1'], '/bin/sh', ['-c', 'curl localhost:4321 || exit 1']],
  [['CMD', 'node', '-e', 'x(":8080")'], process.execPath, ['-e', 'x(":4321")']],
  [['wget', 'localhost:8080'], 'wget', ['localhost:4321']],
])('health check %j', (command, program, args) => {
  expect(healthCommandLine(command, 8080, 4321)).toEqual({ program, args });
});

const ORIGINS = new Map([
  ['shop.example.internal:80', '127.0.0.1:1001'],
  ['shop.example.internal:443', '127.0.0.1:1002'],
  ['shop.example.internal:9000', '127.0.0.1:1003'],
  ['catalog.internal:8080', '127.0.0.1:1004'],
]);

test.each([
  ['http://shop.example.internal', 'http://127.0.0.1:1001'],
  ['https://shop.example.internal/a?b=1', 'http://127.0.0.1:1002/a?b=1'],
  ['http://shop.example.internal:9000/a', 'http://127.0.0.1:1003/a'],
  ['catalog.internal:8080', '127.0.0.1:1004'],
  ['{"url":"http://catalog.internal:8080/"}', '{"url":"http://127.0.0.1:1004/"}'],
  ['http://catalog.internal:9999', 'http://catalog.internal:9999'],
  ['catalog.internal', 'catalog.internal'],
  ['http://my.catalog.internal:8080', 'http://my.catalog.internal:8080'],
  ['http://catalog.internal.example:8080', 'http://catalog.internal.example:8080'],
])('%s becomes %s', (value, expected) => expect(rewriteOrigins(value, ORIGINS)).toBe(expected));
