import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { RollbackAlarms } from '../../lib/observability/rollback-alarms';
import type { RollbackSignals } from '../../lib/observability/rollback-alarms';
import { testApp } from '../shared/synth';

const metric = (metricName: string) => new cloudwatch.Metric({ namespace: 'Test', metricName });
const signals: RollbackSignals = {
  requests: metric('requests'),
  errors: metric('errors'),
  p99: metric('p99'),
  latencyUnitsPerSecond: 1,
};
const thresholds = { errorPercent: 2.5, p99Ms: 800, minRequestsPerMinute: 30 };

function alarmsOf(changes: Partial<RollbackSignals> = {}) {
  const stack = new Stack(testApp(), 'Test');
  const { alarms, alarmNames, feltByUsers } = new RollbackAlarms(stack, 'Alarms', {
    namePrefix: 'shop-sandbox-storefront-green',
    subject: 'the green tasks of storefront',
    signals: { ...signals, ...changes },
    thresholds,
  });
  return { alarms, alarmNames, feltByUsers, template: Template.fromStack(stack) };
}

const seconds = alarmsOf({ unhealthyTargets: metric('unhealthy'), refused: metric('refused') });

it('alarms on the share of errors after one minute', () => {
  seconds.template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'shop-sandbox-storefront-green-errors',
    AlarmDescription:
      'More than 2.5 % of the requests to the green tasks of storefront failed in a minute. What to do: docs/runbooks/rollback-errors.md',
    Metrics: Match.arrayWith([
      Match.objectLike({
        Expression: 'IF(requests >= 30, 100 * (FILL(errors, 0) + FILL(refused, 0)) / requests, 0)',
        ReturnData: true,
      }),
      Match.objectLike({ Id: 'refused', ReturnData: false }),
    ]),
    Threshold: 2.5,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  });
});

it('tells the alarms that users feel from the others', () => {
  const { feltByUsers, alarmNames } = seconds;
  expect(feltByUsers).toEqual(['errors', 'latency'].map((kind) => `shop-sandbox-storefront-green-${kind}`));
  expect(alarmNames.filter((name) => !feltByUsers.includes(name))).toEqual([
    'shop-sandbox-storefront-green-unhealthy',
  ]);
});

it.each([
  ['seconds, as the load balancer measures', 1, 0.8],
  ['milliseconds, as the services measure', 1000, 800],
])('alarms on latency in %s, after two minutes', (_, latencyUnitsPerSecond, Threshold) => {
  alarmsOf({ latencyUnitsPerSecond }).template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'shop-sandbox-storefront-green-latency',
    Metrics: Match.arrayWith([Match.objectLike({ Expression: 'IF(requests >= 30, p99, 0)' })]),
    Threshold,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 2,
    TreatMissingData: 'notBreaching',
  });
});

it('alarms on targets that are unhealthy for a minute', () => {
  seconds.template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'shop-sandbox-storefront-green-unhealthy',
    MetricName: 'unhealthy',
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
  });
  expect(seconds.alarms).toHaveLength(3);
});

it('has no alarm on targets where nobody counts them', () => {
  const { alarms, template } = alarmsOf();
  template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
  expect(alarms).toHaveLength(2);
});

it('uses only functions and operators that the rehearsal evaluates', () => {
  const found = Object.values(seconds.template.findResources('AWS::CloudWatch::Alarm')).flatMap(
    ({ Properties }) => (Properties as { Metrics?: { Expression?: string }[] }).Metrics ?? [],
  );
  const expressions = found.flatMap(({ Expression }) => Expression ?? []);
  expect(expressions).toHaveLength(2);
  for (const expression of expressions) {
    const rest = expression.replaceAll(
      /\b(IF|FILL|AND|OR|requests|errors|refused|p99|\d+)\b|>=|[-+*/(),\s]/g,
      '',
    );
    expect(rest).toBe('');
  }
});
