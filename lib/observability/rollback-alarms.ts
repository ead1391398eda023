import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Service } from '../config/schema';
import { errorPercent, slowestPercent } from './golden-signals';
import type { GoldenSignals } from './golden-signals';

export interface RollbackAlarmsProps {
  /** Beginning of the alarm names, for example `shop-production-storefront-green`. */
  readonly namePrefix: string;
  /** What the alarms watch, for their descriptions, for example `the green tasks of storefront`. */
  readonly subject: string;
  /** What is watched. */
  readonly signals: GoldenSignals;
  /** When it is bad enough to go back. */
  readonly thresholds: Service['rollback'];
}

/**
 * Alarms that undo a release: errors, latency and, where a load balancer counts them, unhealthy targets.
 * Missing data is never a reason to go back: a colour without traffic has none.
 */
export class RollbackAlarms extends Construct {
  /** Every alarm of this construct. */
  readonly alarms: readonly cloudwatch.Alarm[];

  constructor(
    scope: Construct,
    id: string,
    { namePrefix, subject, signals, thresholds }: RollbackAlarmsProps,
  ) {
    super(scope, id);
    const errors = this.alarm('Errors', {
      alarmName: `${namePrefix}-errors`,
      alarmDescription: `More than ${thresholds.errorPercent} % of the requests to ${subject} failed in a minute.`,
      metric: errorPercent(signals, thresholds.minRequestsPerMinute),
      threshold: thresholds.errorPercent,
      evaluationPeriods: 1,
    });
    const latency = this.alarm('Latency', {
      alarmName: `${namePrefix}-latency`,
      alarmDescription: `One in a hundred requests to ${subject} took more than ${thresholds.p99Ms} ms for two minutes.`,
      metric: slowestPercent(signals, thresholds.minRequestsPerMinute),
      threshold: (thresholds.p99Ms * signals.latencyUnitsPerSecond) / 1000,
      evaluationPeriods: 2,
    });
    const unhealthy =
      signals.unhealthyTargets &&
      this.alarm('Unhealthy', {
        alarmName: `${namePrefix}-unhealthy`,
        alarmDescription: `At least one of ${subject} was unhealthy for a whole minute.`,
        metric: signals.unhealthyTargets,
        threshold: 0,
        evaluationPeriods: 1,
      });
    this.alarms = unhealthy ? [errors, latency, unhealthy] : [errors, latency];
  }

  private alarm(
    id: string,
    props: Omit<cloudwatch.AlarmProps, 'comparisonOperator' | 'treatMissingData'>,
  ): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, id, {
      ...props,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
