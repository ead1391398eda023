import type { AlarmModel } from '../../../rehearsal/model';
import { notesOn, readResources } from './scratch';

const alarm = (properties: object) => ({
  Bad: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { ComparisonOperator: 'GreaterThanThreshold', Threshold: 5, ...properties },
  },
});
const compositesOf = (resources: Parameters<typeof readResources>[0]) =>
  readResources(resources).model.compositeAlarms;
const read = (properties: object): AlarmModel | undefined => readResources(alarm(properties)).model.alarms[0];
const PLAIN = { MetricName: 'Errors', Namespace: 'Shop' };

describe('alarms on one metric', () => {
  test('have the defaults of CloudWatch', () => {
    expect(read(PLAIN)).toEqual({
      name: 'S-Bad',
      arn: 'arn:aws:cloudwatch:eu-west-1:1111:alarm:S-Bad',
      description: '',
      queries: [
        {
          id: 'metric',
          returnData: true,
          metric: {
            namespace: 'Shop',
            name: 'Errors',
            dimensions: {},
            statistic: 'Average',
            periodSeconds: 60,
          },
        },
      ],
      comparison: 'GreaterThanThreshold',
      threshold: 5,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: 'missing',
    });
  });

  test('need every datapoint when they do not say how many', () => {
    expect(read({ ...PLAIN, EvaluationPeriods: 3 })?.datapointsToAlarm).toBe(3);
    expect(read({ ...PLAIN, EvaluationPeriods: 3, DatapointsToAlarm: 2 })?.datapointsToAlarm).toBe(2);
  });

  test('may use a percentile', () => {
    expect(read({ ...PLAIN, ExtendedStatistic: 'p99' })?.queries[0]?.metric?.statistic).toBe('p99');
  });

  test('may compare with zero', () => {
    expect(read({ ...PLAIN, Threshold: 0 })?.threshold).toBe(0);
  });

  test.each(['breaching', 'notBreaching', 'ignore', 'missing'])('treat missing data as %s', (treatment) => {
    expect(read({ ...PLAIN, TreatMissingData: treatment })?.treatMissingData).toBe(treatment);
  });
});

describe('alarms on an expression', () => {
  const stat = (id: string, more: object = {}) => ({
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: 'Shop',
        MetricName: id,
        Dimensions: [{ Name: 'Service', Value: { Ref: 'AWS::StackName' } }],
      },
      Period: 300,
      Stat: 'Sum',
    },
    ...more,
  });

  test('have every query, and the one that is compared', () => {
    const Metrics = [
      { Id: 'rate', Expression: 'errors / requests', Period: 60 },
      stat('errors', { ReturnData: false }),
      stat('requests', { ReturnData: 'false' }),
    ];
    const metric = (name: string) => ({
      namespace: 'Shop',
      name,
      dimensions: { Service: 'S' },
      statistic: 'Sum',
      periodSeconds: 300,
    });

    expect(read({ Metrics })?.queries).toEqual([
      { id: 'rate', returnData: true, expression: 'errors / requests', periodSeconds: 60 },
      { id: 'errors', returnData: false, metric: metric('errors') },
      { id: 'requests', returnData: false, metric: metric('requests') },
    ]);
  });

  test('tell about an account or a unit, which would choose other data', () => {
    const query = stat('errors', { AccountId: '2222' });

    expect(notesOn(alarm({ Metrics: [query] }))).toEqual([
      'S/Bad.Metrics.AccountId: the property is not acted out',
    ]);
    expect(notesOn(alarm({ ...PLAIN, Unit: 'Count' }))).toEqual([
      'S/Bad.Unit: the property is not acted out',
    ]);
  });
});

test('a composite alarm is read with its rule', () => {
  const Both = {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: { AlarmRule: 'ALARM(S-Bad) OR OK(S-Bad)' },
  };

  expect(notesOn({ Both, ...alarm(PLAIN) })).toEqual([]);
  expect(compositesOf({ Both })).toMatchObject([{ rule: 'ALARM(S-Bad) OR OK(S-Bad)' }]);
});

test.each([
  [
    'opens an OpsItem',
    ['arn:aws:sns:r:1:pages', 'arn:aws:ssm:eu-west-1:1111:opsitem:2#CATEGORY=Availability'],
    '2',
  ],
  ['opens one of no category', ['arn:aws:ssm:eu-west-1:1111:opsitem:4'], '4'],
  ['tells people alone', ['arn:aws:sns:r:1:opsitem'], undefined],
  ['does nothing', undefined, undefined],
])('an alarm over others that %s', (_what, AlarmActions, opsItem) => {
  const Properties = { AlarmRule: 'ALARM(S-Bad)', ...(AlarmActions && { AlarmActions }) };
  const Over = { Type: 'AWS::CloudWatch::CompositeAlarm', Properties };
  expect(compositesOf({ Over, ...alarm(PLAIN) })?.map((one) => one.opsItem)).toEqual([opsItem]);
});
