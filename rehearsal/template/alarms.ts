import type { CompositeAlarmModel } from '../composite-alarm-model';
import type { AlarmModel, MetricQuery } from '../model';
import type { Assembly, Entry } from './assembly';
import { asList, asNumber, asObject, asText, type JsonObject } from './json';
import { pairs } from './pairs';

/** CloudWatch's default for the period of a metric in an alarm. */
const DEFAULT_PERIOD = 60;
const MISSING_DATA = ['breaching', 'notBreaching', 'ignore', 'missing'] as const;

/** Every alarm over the states of others. */
export function readCompositeAlarms(assembly: Assembly): CompositeAlarmModel[] {
  return assembly.ofType('AWS::CloudWatch::CompositeAlarm').map((entry) => ({
    name: entry.ref,
    arn: entry.attribute('Arn'),
    rule: entry.text('AlarmRule'),
    ...opsItemOf(entry),
  }));
}

/** The action ends with a severity, and perhaps a category: `arn:…:opsitem:2#CATEGORY=Availability`. */
function opsItemOf(entry: Entry): Pick<CompositeAlarmModel, 'opsItem'> {
  const actions = asList(entry.peek('AlarmActions')).map((action) => asText(action) ?? '');
  const [opsItem] = actions.flatMap((action) => /:opsitem:([1-4])(?:#|$)/.exec(action)?.[1] ?? []);
  return opsItem === undefined ? {} : { opsItem };
}

/** Every metric alarm, plain metrics and metric math alike. */
export function readAlarms(assembly: Assembly): AlarmModel[] {
  return assembly.ofType('AWS::CloudWatch::Alarm').flatMap((entry) => {
    const queries = queriesOf(entry);
    if (queries.length === 0) {
      entry.report('', 'an alarm without a metric is not acted out');
      return [];
    }
    const evaluationPeriods = entry.number('EvaluationPeriods', 1);
    const treatMissingData = entry.text('TreatMissingData', 'missing');
    return [
      {
        name: entry.ref,
        arn: entry.attribute('Arn'),
        description: asText(entry.peek('AlarmDescription')),
        queries,
        comparison: entry.text('ComparisonOperator'),
        threshold: entry.number('Threshold', 0),
        evaluationPeriods,
        datapointsToAlarm: entry.number('DatapointsToAlarm', evaluationPeriods),
        treatMissingData: MISSING_DATA.find((known) => known === treatMissingData) ?? 'missing',
      },
    ];
  });
}

function queriesOf(entry: Entry): MetricQuery[] {
  const math = entry.list('Metrics').map((item) => toQuery(asObject(item)));
  if (math.length > 0) return math;
  const name = entry.text('MetricName');
  if (name === '') return [];
  return [
    {
      id: 'metric',
      returnData: true,
      metric: {
        namespace: entry.text('Namespace'),
        name,
        dimensions: pairs(entry.value('Dimensions'), 'Name'),
        statistic: entry.text('Statistic') || entry.text('ExtendedStatistic', 'Average'),
        periodSeconds: entry.number('Period', DEFAULT_PERIOD),
      },
    },
  ];
}

/** CloudWatch returns data of a query unless it is told not to. */
function toQuery(query: JsonObject): MetricQuery {
  const stat = asObject(query.MetricStat);
  const metric = asObject(stat.Metric);
  const common = { id: asText(query.Id), returnData: asText(query.ReturnData) !== 'false' };
  if (query.MetricStat === undefined) {
    const period =
      query.Period === undefined ? {} : { periodSeconds: asNumber(query.Period, DEFAULT_PERIOD) };
    return { ...common, expression: asText(query.Expression), ...period };
  }
  return {
    ...common,
    metric: {
      namespace: asText(metric.Namespace),
      name: asText(metric.MetricName),
      dimensions: pairs(asList(metric.Dimensions), 'Name'),
      statistic: asText(stat.Stat),
      periodSeconds: asNumber(stat.Period, DEFAULT_PERIOD),
    },
  };
}
