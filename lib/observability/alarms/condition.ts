import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { describeAlarm } from './alarm-kinds';
import type { AlarmKind } from './alarm-kinds';

/** When a metric is bad: past a number, or below the band that CloudWatch expects for this time of the week. */
export type Limit =
  | { readonly above: number }
  | { readonly below: number }
  | { readonly belowBandOf: { readonly stdDevs: number } };

/** What one alarm watches. */
export interface Condition {
  readonly kind: AlarmKind;
  /**
   * End of the alarm's name, where there are several of one kind.
   * @default - no end
   */
  readonly label?: string;
  /** What it means when the alarm is red, in whole sentences. */
  readonly meaning: string;
  /** Its period is the window that the alarm looks at. */
  readonly metric: cloudwatch.IMetric;
  readonly limit: Limit;
  /** How many periods are looked at. */
  readonly periods: number;
  /**
   * How many of them must be bad.
   * @default - all
   */
  readonly badPeriods?: number;
  /** What a period without data counts as. */
  readonly missing: cloudwatch.TreatMissingData;
}

/** Name of the alarm on a condition. `owner` is a service in its environment, an environment or a project. */
export function alarmNameOf(owner: string, { kind, label }: Pick<Condition, 'kind' | 'label'>): string {
  return [owner, kind, label].filter((part) => part !== undefined).join('-');
}

/** The alarm on a condition; it does nothing by itself. */
export function alarmOn(scope: Construct, owner: string, condition: Condition): cloudwatch.Alarm {
  const { kind, label, meaning, limit, metric } = condition;
  const id = [kind, label].filter((part) => part !== undefined).join('-');
  const common = {
    alarmName: alarmNameOf(owner, condition),
    alarmDescription: describeAlarm(meaning, kind),
    metric,
    evaluationPeriods: condition.periods,
    datapointsToAlarm: condition.badPeriods,
    treatMissingData: condition.missing,
  };
  const { ComparisonOperator, AnomalyDetectionAlarm, Alarm } = cloudwatch;
  if ('belowBandOf' in limit) {
    return new AnomalyDetectionAlarm(scope, id, {
      ...common,
      stdDevs: limit.belowBandOf.stdDevs,
      comparisonOperator: ComparisonOperator.LESS_THAN_LOWER_THRESHOLD,
    });
  }
  return new Alarm(scope, id, {
    ...common,
    ...('above' in limit
      ? { threshold: limit.above, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD }
      : { threshold: limit.below, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD }),
  });
}

/** The alarm on a condition, telling a topic when it turns red; gives its name, as text. */
export function tellingAlarmOn(
  scope: Construct,
  owner: string,
  condition: Condition,
  { topicArn }: sns.ITopic,
): string {
  const action = { bind: () => ({ alarmActionArn: topicArn }) };
  const alarm = alarmOn(scope, owner, condition);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarmNameOf(owner, condition);
}
