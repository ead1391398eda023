import { notificationsSchema } from '../../lib/config/notifications-schema';
import { scanSchema } from '../../lib/config/scan-schema';
import { environmentSchema, projectSchema, serviceSchema } from '../../lib/config/schema';
import { sourceSchema } from '../../lib/config/source-schema';

const service = {
  name: 'storefront',
  exposure: 'public',
  delivery: { kind: 'canary', percent: 10, intervalMinutes: 5 },
};
const environment = {
  name: 'sandbox',
  region: 'us-east-1',
  egress: { kind: 'nat-instance' },
  services: [service],
};
const project = { project: 'shop', toolchain: { region: 'us-east-1' }, environments: [environment] };

const exception = {
  id: 'CVE-2026-12345',
  reason: 'the code that has it is never run',
  expires: '2027-03-31',
};
const manyExceptions = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...exception,
    id: `CVE-2026-${index}0000`,
    reason: 'x'.repeat(100),
  }));

const changeWindow = { cron: '* * 9-15 ? * MON-THU *', timeZone: 'Europe/Berlin' };

/** Each field with values that are just inside and just outside of what it takes. */
type Edges = readonly [field: string, inside: readonly unknown[], outside: readonly unknown[]][];

/** `base` with the value at a path such as `rollback.p99Ms`, an object at a time. */
function withField(base: object, path: string, value: unknown): object {
  const [field = '', ...rest] = path.split('.');
  const before = (base as Record<string, unknown>)[field];
  if (rest.length === 0) return { ...base, [field]: value };
  return { ...base, [field]: withField(before ?? {}, rest.join('.'), value) };
}

const SERVICE: Edges = [
  [
    'name',
    ['ab', 'a1', 'a-b', 'a-1-b', 'a'.repeat(20)],
    ['a', '', 'A1', '1a', '-a', 'a-', 'a--b', 'a_b', 'a b', 'á1', 'a'.repeat(21), 7, undefined],
  ],
  ['exposure', ['public', 'internal'], ['Public', '', undefined]],
  ['delivery.percent', [1, 99], [0, 100, 10.5, '10', undefined]],
  ['delivery.intervalMinutes', [1, 2880], [0, 2881, undefined]],
  ['delivery.bakeMinutes', [0, 2800, undefined], [-1, 2801, NaN]],
  ['cpu', [256, 16_384, undefined], [0, 128, '256']],
  ['memoryMiB', [512, 122_880, undefined], [511, 122_881, 512.5]],
  ['architecture', ['arm64', 'x86_64', undefined], ['ARM64', 'amd64']],
  ['scaling.minTasks', [1, 100, undefined], [0, 101]],
  ['scaling.maxTasks', [1, 100, undefined], [0, 101]],
  ['scaling.requestsPerMinutePerTask', [1, 1_000_000, undefined], [0, 1_000_001]],
  ['scaling.cpuPercent', [10, 90, undefined], [9, 91]],
  ['rollback.errorPercent', [0.1, 50, undefined], [0, 50.1, -1, Infinity]],
  ['rollback.p99Ms', [10, 60_000, undefined], [9, 60_001]],
  ['rollback.minRequestsPerMinute', [1, 100_000, undefined], [0, 100_001]],
  ['objective.availabilityPercent', [95, 99.99, undefined], [94.9, 99.999, 100, '99']],
  ['objective.latencyMs', [10, 60_000, undefined], [9, 60_001, 10.5]],
  ['objective.latencyPercent', [95, 99.9, undefined], [94.9, 99.91, 100]],
  ['objective.minBadRequests', [1, 100_000, undefined], [0, 100_001]],
  ['calls', [[], ['catalog'], undefined], ['catalog', [7], {}]],
];

const ENVIRONMENT: Edges = [
  [
    'region',
    ['us-east-1', 'eu-central-1'],
    ['us-east-9', 'US-EAST-1', 'cn-north-1', 'us-gov-west-1', '', undefined],
  ],
  ['approval', [true, false, undefined], ['yes', 1, null]],
  ['blockOnAlarms', [true, false, undefined], ['no', 0, null]],
  ['onCall', [{}, undefined], [true, ['team@example.com'], { page: [] }]],
  ['onCall.pages', [[], ['on-call@example.com'], undefined], ['on-call@example.com', ['on-call']]],
  ['onCall.warnings', [[], ['team@example.com'], undefined], [['a@b.io', 'a@b.io'], null]],
  ['changeWindow', [undefined], [true, {}, '* * 9-15 ? * MON-THU *']],
  ['changeWindow', [{ ...changeWindow, timeZone: 'UTC' }], [{ ...changeWindow, days: 5 }]],
  [
    'changeWindow',
    [changeWindow],
    [{ ...changeWindow, cron: '* 9-15 ? * MON-THU *' }, { cron: changeWindow.cron }],
  ],
  [
    'changeWindow',
    ['America/Argentina/Buenos_Aires', 'Asia/Kolkata', 'Etc/GMT+5'].map((timeZone) => ({
      ...changeWindow,
      timeZone,
    })),
    ['CET+1', '+01:00', 'europe/berlin', 'Europe/berlin', 'Europe/Bonn', ''].map((timeZone) => ({
      ...changeWindow,
      timeZone,
    })),
  ],
  ['account', ['111122223333', undefined], ['11112222333', '1111222233334', 111122223333, '11112222333a']],
  ['disposable', [true, false, undefined], ['true', 1, null]],
  [
    'cidr',
    ['10.0.0.0/16', '172.16.0.0/16', '172.31.0.0/16', '192.168.0.0/16', undefined],
    [
      '10.300.0.0/16',
      '10.256.0.0/16',
      '10.01.0.0/16',
      '172.16.0.0/16 ',
      '010.0.0.0/16',
      '10.0.0.0',
      '10.0.0.0/17',
      '10.0.1.0/16',
      '172.15.0.0/16',
      '172.32.0.0/16',
      '192.169.0.0/16',
      '11.0.0.0/16',
    ],
  ],
  ['egress.kind', ['nat-instance', 'nat-gateways'], ['none', undefined]],
  [
    'egress.instanceType',
    ['t4g.nano', 'c7gn.16xlarge', undefined],
    ['t3.nano', 't4g', 'T4G.nano', '', 't4g.tiny', 't4g.nano ', 'a1g.b.c'],
  ],
  ['egress.gateways', [1, 2, undefined], [0, 3]],
  ['logRetentionDays', [1, 14, 3653, undefined], [0, 2, 8, 9999]],
  ['tracing.enabled', [true, false, undefined], ['true', 1, null]],
  ['tracing.percent', [0, 0.5, 100, undefined], [-1, 100.1, '5']],
  ['tracing.checkoutPercent', [0, 100, undefined], [-0.1, 101]],
  ['tracing.insights', [true, false, undefined], ['yes', null]],
  ['tracing.applicationSignals', [true, false, undefined], ['yes', null]],
  [
    'tracing.transactionSearch',
    [{}, { indexedPercent: 0 }, { indexedPercent: 100 }, undefined],
    [true, { indexedPercent: 101 }, { indexedPercent: -1 }, { percent: 1 }],
  ],
  ['probe', [{}, undefined], [true, [], { minutes: 5 }]],
  ['probe.everyMinutes', [1, 60, undefined], [0, 61, 1.5, '5']],
];

const PROJECT: Edges = [
  ['project', ['abc', 'a'.repeat(20)], ['ab', 'a'.repeat(21), 'Shop', undefined]],
  [
    'toolchain.branch',
    ['main', 'feature/a', 'release-1.2', 'nhánh', 'a@b', undefined],
    [
      '',
      null,
      'a b',
      '-a',
      '/a',
      'a/',
      'a//b',
      'a..b',
      'a.',
      'a.lock',
      'a/.b',
      'a~1',
      'a:b',
      'a*',
      'a\\b',
      '@',
      'a@{1}',
      'HEAD',
      'refs/heads/main',
      'a\nb',
      'x'.repeat(257),
    ],
  ],
  ['toolchain.keepImages', [5, 1000, undefined], [4, 1001]],
  ['toolchain.timeZone', ['UTC', 'Europe/Berlin', undefined], ['CET+1', '', 1]],
  ['toolchain.scan.blockFrom', ['critical', 'high', 'medium', undefined], ['low', 'CRITICAL', null]],
  [
    'toolchain.scan.allow',
    [[], [{ ...exception, id: 'GHSA-xxxx-yyyy-zzzz' }], undefined],
    [{}, [exception, exception], manyExceptions(30), [{ ...exception, until: '2027-01-01' }]],
  ],
  [
    'toolchain.notifications.emails',
    [[], ['team@example.com'], undefined],
    [
      'team@example.com',
      ...[
        'team',
        'a@b',
        'a b@example.com',
        'a@b..io',
        'a@b.io.',
        '<a@b.io>',
        'mailto:a@b.io',
        'a@b.io,c@d.io',
        '@b.io',
      ].map((address) => [address]),
      ['a@b.io', 'A@b.io'],
    ],
  ],
  ['toolchain.onCall.pages', [[], ['on-call@example.com'], undefined], ['on-call@example.com', ['on-call']]],
  ['toolchain.onCall', [{}, undefined], [{ warnings: ['team@example.com'] }, null]],
  ['environments', [[environment]], [[], {}, undefined]],
];

/** The fields of an exception of the scan, and of a chat channel. */
const EXCEPTION: Edges = [
  ['id', ['CVE-2026-12345', 'ALAS2023-2026-001'], ['', 'CVE', '12345', 'CVE-2026 1', undefined]],
  ['reason', ['ten letter', 'x'.repeat(200)], ['too short', ' too short ', 'x'.repeat(201), undefined]],
  [
    'expires',
    ['2027-03-31', '2028-02-29'],
    ['2027-02-29', '2027-13-01', '2027-3-1', '31.03.2027', '2027-03-31T00:00:00Z', '', undefined],
  ],
];
const SLACK: Edges = [
  ['workspaceId', ['T0123ABCD'], ['t0123abcd', 'C0123ABCD', 'T', '', undefined]],
  ['channelId', ['C0123ABCD', 'G0123ABCD'], ['#releases', 'T0123ABCD', 'C', '', undefined]],
];

/** The fields of both kinds of source. */
const REPOSITORY: Edges = [
  ['kind', ['codecommit'], ['connection', 'CodeCommit', '', undefined]],
  ['approvals', [0, 5, undefined], [-1, 6, 1.5, '1', null]],
];
const arnOf = (prefix: string) => `arn:aws:${prefix}:us-east-1:111122223333:connection/0a1b-2c3d`;
const CONNECTION: Edges = [
  ['provider', ['GitHub', 'GitLab', 'Bitbucket', undefined], ['github', 'Azure', '']],
  ['owner', ['team', 'group/sub-group', 'a.b_c-1'], ['', 'team/', '/team', 'a b', undefined]],
  ['repository', ['shop', 'my.shop_1'], ['', 'team/shop', 'a b', undefined]],
  [
    'connectionArn',
    [arnOf('codeconnections'), arnOf('codestar-connections'), undefined],
    ['', arnOf('codestar'), arnOf('codeconnections').replace('connection/', 'host/'), '0a1b-2c3d'],
  ],
  ['checkPullRequests', [true, false, undefined], ['true', 1, null]],
];

describe.each([
  ['a CodeCommit repository', sourceSchema, { kind: 'codecommit' }, REPOSITORY],
  ['a connection', sourceSchema, { kind: 'connection', owner: 'team', repository: 'shop' }, CONNECTION],
  ['a service', serviceSchema, service, SERVICE],
  ['an environment', environmentSchema, environment, ENVIRONMENT],
  ['the project', projectSchema, project, PROJECT],
  ['an exception of the scan', scanSchema.shape.allow.unwrap().element, exception, EXCEPTION],
  [
    'a chat channel',
    notificationsSchema.shape.slack.unwrap(),
    { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
    SLACK,
  ],
])('in %s', (_what, schema, base, edges) => {
  const verdicts = (field: string, values: readonly unknown[]): unknown[] =>
    values.map((value) => [value, schema.safeParse(withField(base, field, value)).success]);

  it.each(edges)('%s takes what is inside its bounds and nothing else', (field, inside, outside) => {
    expect(verdicts(field, inside)).toEqual(inside.map((value) => [value, true]));
    expect(verdicts(field, outside)).toEqual(outside.map((value) => [value, false]));
  });

  it('a name that nobody knows is an error at every level', () => {
    const levels = [
      '',
      ...new Set(edges.flatMap(([field]) => (field.includes('.') ? [`${field.split('.')[0]}.`] : []))),
    ];
    for (const level of levels) {
      expect(verdicts(`${level}colour`, ['red'])).toEqual([['red', false]]);
    }
  });
});

it('https takes a host name and the ARN of a certificate', () => {
  const arn = 'arn:aws:acm:us-east-1:111122223333:certificate/abc';
  const taken = (domainName: string, certificateArn: string): boolean =>
    serviceSchema.safeParse({ ...service, https: { domainName, certificateArn } }).success;
  expect(taken('shop.example.com', arn)).toBe(true);
  for (const host of [
    'shop',
    'https://shop.example.com',
    'shop.example.com/',
    'Shop.example.com',
    'shop..com',
    '-shop.example.com',
    'shop-.example.com',
    'shop.example.1',
    '10.0.0.1',
    `${'x'.repeat(64)}.com`,
    '*.example.com',
  ]) {
    expect([host, taken(host, arn)]).toEqual([host, false]);
  }
  for (const wrong of [
    '',
    arn.replace(':acm:', ':iam:'),
    arn.replace('1111', ''),
    arn.replace('/abc', '/'),
    arn.replace('us-east-1', 'us-east-9'),
    ` ${arn}`,
  ]) {
    expect([wrong, taken('shop.example.com', wrong)]).toEqual([wrong, false]);
  }
});

it('tells what is wrong with a change window, and shows a right one', () => {
  const { error } = environmentSchema.safeParse({
    ...environment,
    changeWindow: { ...changeWindow, cron: '* * 25 ? * * *' },
  });
  expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
    [
      'changeWindow.cron',
      "allowed: seven fields separated by one space: '*' minutes hours day-of-month month day-of-week year; fix: its hours 25 cannot be; for example '* * 9-15 ? * MON-THU *'",
    ],
  ]);
});

it('every default is the one that the reference names', () => {
  expect(serviceSchema.parse({ ...service, delivery: { kind: 'rolling' } })).toEqual({
    name: 'storefront',
    exposure: 'public',
    delivery: { kind: 'rolling', controller: 'ecs', minHealthyPercent: 100, maxPercent: 200 },
    cpu: 256,
    memoryMiB: 512,
    architecture: 'arm64',
    scaling: { minTasks: 1, maxTasks: 4 },
    rollback: { errorPercent: 5, p99Ms: 800, minRequestsPerMinute: 20 },
    objective: { availabilityPercent: 99.9, latencyMs: 800, latencyPercent: 99, minBadRequests: 20 },
    calls: [],
  });
  expect(environmentSchema.parse(environment)).toMatchObject({
    disposable: false,
    cidr: '10.0.0.0/16',
    approval: false,
    blockOnAlarms: true,
    logRetentionDays: 30,
    tracing: { enabled: true, percent: 5, checkoutPercent: 50, insights: true, applicationSignals: false },
  });
  expect(environmentSchema.parse(environment).probe).toBeUndefined();
  const both = { ...environment, probe: {}, tracing: { transactionSearch: {} } };
  expect(environmentSchema.parse(both)).toMatchObject({
    probe: { everyMinutes: 5 },
    tracing: { transactionSearch: { indexedPercent: 1 } },
  });
});

it.each([
  ['minHealthyPercent', [0, 100], [-1, 101]],
  ['maxPercent', [101, 200], [100, 201]],
])('a rolling delivery takes a %s inside its bounds', (field, inside, outside) => {
  const taken = (value: number): boolean =>
    serviceSchema.safeParse({ ...service, delivery: { kind: 'rolling', [field]: value } }).success;
  expect([inside.map(taken), outside.map(taken)]).toEqual([
    [true, true],
    [false, false],
  ]);
});
