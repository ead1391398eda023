import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Environment } from '../../../lib/config/schema';
import { Paging } from '../../../lib/observability/alarms/paging';
import type { ObservedService } from '../../../lib/observability/observed-service';
import { testApp } from '../../shared/synth';
import { testEnvironment } from '../../shared/test-config';
import { internalService, publicService } from '../dashboards/shown';

interface Alarm {
  readonly AlarmName: string;
  readonly AlarmRule?: string;
  readonly Metrics?: readonly { readonly Expression?: string }[];
  readonly Threshold?: number;
  readonly TreatMissingData?: string;
  readonly AlarmActions?: readonly unknown[];
}

function paging(services: readonly ObservedService[], changes: Partial<Environment> = {}) {
  const stack = new Stack(testApp(), 'Test');
  const environment = testEnvironment(changes);
  const { pages, warnings } = new Paging(stack, 'Paging', { project: 'shop', environment, services });
  const template = Template.fromStack(stack);
  const resources = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    Object.values(template.findResources(type)),
  ) as { Properties: Alarm; DependsOn?: string[] }[];
  const alarms = new Map(resources.map((one) => [one.Properties.AlarmName, one]));
  const alarm = (name: string) => alarms.get(`shop-sandbox-${name}`)?.Properties;
  const names = [...alarms.keys()].map((name) => name.replace('shop-sandbox-', '')).sort();
  return { template, alarms, alarm, names, pages, warnings };
}

const felt = ['shop-sandbox-catalog-errors', 'shop-sandbox-catalog-latency'];
const catalog = { ...internalService(), feltByUsers: felt };
const storefront = publicService();
const disposable = paging([catalog, storefront]);
const https = { domainName: 'shop.example.com', certificateArn: 'arn:aws:acm:eu-west-1:1:certificate/a' };
const kept = paging(
  [
    {
      ...storefront,
      service: {
        ...storefront.service,
        https,
        cpu: 1024,
        scaling: { minTasks: 3, maxTasks: 3 },
        objective: { availabilityPercent: 99.5, latencyMs: 250, latencyPercent: 95, minBadRequests: 40 },
      },
    },
  ],
  {
    disposable: false,
    onCall: { pages: ['on-call@example.com'], warnings: ['team@example.com'] },
    services: [{ ...storefront.service, cpu: 1024, scaling: { minTasks: 3, maxTasks: 3 } }],
  },
);

it('has as few alarms as a disposable environment needs', () => {
  expect(disposable.names).toEqual([
    'catalog-at-capacity',
    'catalog-dying-tasks',
    'catalog-impaired',
    'storefront-at-capacity',
    'storefront-dying-tasks',
    'storefront-error-budget-1h',
    'storefront-error-budget-5m',
    'storefront-impaired',
    'storefront-latency-budget-1h',
    'storefront-latency-budget-5m',
    'storefront-unhealthy-hosts',
  ]);
  disposable.template.resourceCountIs('AWS::KMS::Key', 0);
});

it('watches slow losses, certificate and quota of one that is kept, and no limit that scaling cannot reach', () => {
  expect(kept.names.filter((name) => !disposable.names.includes(name))).toEqual([
    'fargate-quota',
    'storefront-certificate',
    'storefront-error-budget-30m',
    'storefront-error-budget-6h',
    'storefront-latency-budget-30m',
    'storefront-latency-budget-6h',
    'storefront-no-traffic',
  ]);
  expect(kept.names).not.toContain('storefront-at-capacity');
});

it('pages once for a service, for any of its reasons; both windows of a budget are one reason', () => {
  const red = (name: string): string => `ALARM("shop-sandbox-storefront-${name}")`;
  expect(disposable.alarm('storefront-impaired')?.AlarmRule).toBe(
    [
      `((${red('error-budget-1h')} AND ${red('error-budget-5m')})`,
      `(${red('latency-budget-1h')} AND ${red('latency-budget-5m')})`,
      red('unhealthy-hosts'),
      `${red('dying-tasks')})`,
    ].join(' OR '),
  );
  const acting = [...disposable.alarms.values()].filter(({ Properties }) => Properties.AlarmActions);
  expect(acting.map(({ Properties }) => Properties.AlarmName).sort()).toEqual(
    [...disposable.pages, ...disposable.warnings].sort(),
  );
});

it('makes the alarms of a rule before the rule', () => {
  const { DependsOn = [] } = disposable.alarms.get('shop-sandbox-storefront-impaired') ?? {};
  expect(DependsOn).toHaveLength(6);
});

it('wakes nobody for an internal service while its caller has done so, or a release is going back', () => {
  disposable.template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
    AlarmName: 'shop-sandbox-catalog-impaired',
    AlarmRule: `(ALARM("shop-sandbox-catalog-dying-tasks") OR ALARM("${felt[0]}") OR ALARM("${felt[1]}"))`,
    ActionsSuppressor: 'shop-sandbox-storefront-impaired',
    ActionsSuppressorWaitPeriod: 300,
    ActionsSuppressorExtensionPeriod: 60,
  });
  expect(paging([catalog]).alarm('catalog-impaired')?.AlarmRule).toBe(
    'ALARM("shop-sandbox-catalog-dying-tasks")',
  );
});

it('holds each window against the objective', () => {
  const thresholds = (names: readonly string[]) =>
    names.map((name) => kept.alarm(`storefront-${name}`)?.Threshold);
  expect(thresholds(['error-budget-1h', 'error-budget-5m', 'error-budget-6h'])).toEqual([7.2, 7.2, 3]);
  expect(thresholds(['latency-budget-1h', 'latency-budget-30m'])).toEqual([72, 30]);
});

it('counts the answers that the load balancer had to give, and wakes nobody for a few bad requests', () => {
  const [{ Expression: long } = {}] = kept.alarm('storefront-error-budget-1h')?.Metrics ?? [];
  const [{ Expression: short } = {}] = kept.alarm('storefront-error-budget-5m')?.Metrics ?? [];
  const bad = 'FILL(errors, 0) + FILL(unanswered, 0)';
  const share = `100 * (${bad}) / (FILL(requests, 0) + FILL(unanswered, 0))`;
  expect([long, short]).toEqual([`IF(${bad} >= 40, ${share}, 0)`, `IF(${bad} >= 1, ${share}, 0)`]);
});

it('counts answers in time by the limit of the objective, in the unit of the metric', () => {
  for (const Period of [3600, 300]) {
    kept.template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Metrics: Match.arrayWith([
        Match.objectLike({ Id: 'inTime', MetricStat: Match.objectLike({ Period, Stat: 'PR(0:0.25)' }) }),
      ]),
    });
  }
});

it('wants half of the tasks healthy, whichever colour they have', () => {
  expect(kept.alarm('storefront-unhealthy-hosts')).toMatchObject({
    Threshold: 2,
    ComparisonOperator: 'LessThanThreshold',
    EvaluationPeriods: 5,
    Metrics: expect.arrayContaining([
      expect.objectContaining({ Expression: 'SUM([blue, green])' }),
    ]) as unknown,
  });
  expect(disposable.alarm('storefront-unhealthy-hosts')?.Threshold).toBe(1);
});

it('takes no request at all for too few, by what is usual at that time', () => {
  kept.template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'shop-sandbox-storefront-no-traffic',
    ComparisonOperator: 'LessThanLowerThreshold',
    ThresholdMetricId: 'expr_1',
    Metrics: Match.arrayWith([
      Match.objectLike({ Id: 'expr_1', Expression: Match.stringLikeRegexp('^ANOMALY_DETECTION_BAND\\(') }),
      Match.objectLike({ Expression: 'FILL(requests, 0)' }),
    ]),
  });
});

it('wakes somebody when visitors stay away, and expects none in a disposable environment', () => {
  const red = 'ALARM("shop-sandbox-storefront-no-traffic")';
  expect(kept.alarm('storefront-impaired')?.AlarmRule).toContain(red);
  expect(kept.alarm('storefront-no-traffic')?.AlarmActions).toBeUndefined();
  expect(disposable.alarm('storefront-impaired')?.AlarmRule).not.toContain(red);
});

it('lets alarms of this account publish, and nobody without encryption in transit', () => {
  for (const { template } of [disposable, kept]) {
    template.resourceCountIs('AWS::SNS::TopicPolicy', 2);
    template.allResourcesProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ],
      },
    });
  }
});

it('keeps messages with a key that alarms may use, where the environment is kept', () => {
  kept.template.hasResourceProperties('AWS::KMS::Key', {
    EnableKeyRotation: true,
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]),
    },
  });
  kept.template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
});

it('tells pages and warnings to different people', () => {
  const subscribed = Object.values(kept.template.findResources('AWS::SNS::Subscription')) as {
    Properties: { Endpoint: string; TopicArn: { Ref: string } };
  }[];
  expect(subscribed.map(({ Properties }) => [Properties.Endpoint, Properties.TopicArn.Ref])).toEqual([
    ['on-call@example.com', expect.stringMatching(/^PagingPages/)],
    ['team@example.com', expect.stringMatching(/^PagingWarnings/)],
  ]);
});
