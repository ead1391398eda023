import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Service } from '../config/schema';
import { describeAlarm } from './alarms/alarm-kinds';
import type { AlarmKind } from './alarms/alarm-kinds';
import { errorPercent, slowestPercent } from './golden-signals';
import type { GoldenSignals } from './golden-signals';

/** The signals that can undo a release. */
export type RollbackSignals = Pick<
  GoldenSignals,
  'requests' | 'errors' | 'refused' | 'p99' | 'latencyUnitsPerSecond' | 'unhealthyTargets'
>;

export interface RollbackAlarmsProps {
  /** Beginning of the alarm names, for example `shop-production-storefront-green`. */
  readonly namePrefix: string;
  /** What the alarms watch, for their descriptions, for example `the green tasks of storefront`. */
  readonly subject: string;
  /** What is watched. */
  readonly signals: RollbackSignals;
  /** When it is bad enough to go back. */
  readonly thresholds: Service['rollback'];
}

type RollbackCondition = Pick<cloudwatch.AlarmProps, 'metric' | 'threshold' | 'evaluationPeriods'> & {
  /** What it means when the alarm is red. */
  readonly meaning: string;
};

const KINDS = {
  Errors: 'rollback-errors',
  Latency: 'rollback-latency',
  Unhealthy: 'rollback-unhealthy',
} as const satisfies Record<string, AlarmKind>;

type Watched = keyof typeof KINDS;

/**
 * Alarms that undo a release: errors, latency and, where a load balancer counts them, unhealthy targets.
 * Missing data is never a reason to go back: a colour without traffic has none.
 */
export class RollbackAlarms extends Construct {
  private readonly namePrefix: string;
  private readonly byName = new Map<string, cloudwatch.Alarm>();

  constructor(scope: Construct, id: string, props: RollbackAlarmsProps) {
    super(scope, id);
    const { subject, signals, thresholds } = props;
    this.namePrefix = props.namePrefix;
    this.add('Errors', {
      meaning: `More than ${thresholds.errorPercent} % of the requests to ${subject} failed in a minute.`,
      metric: errorPercent(signals, thresholds.minRequestsPerMinute),
      threshold: thresholds.errorPercent,
      evaluationPeriods: 1,
    });
    this.add('Latency', {
      meaning: `One in a hundred requests to ${subject} took more than ${thresholds.p99Ms} ms for two minutes.`,
      metric: slowestPercent(signals, thresholds.minRequestsPerMinute),
      threshold: (thresholds.p99Ms * signals.latencyUnitsPerSecond) / 1000,
      evaluationPeriods: 2,
    });
    if (signals.unhealthyTargets) {
      this.add('Unhealthy', {
        meaning: `At least one of ${subject} was unhealthy for a whole minute.`,
        metric: signals.unhealthyTargets,
        threshold: 0,
        evaluationPeriods: 1,
      });
    }
  }

  /** Every alarm of this construct. */
  get alarms(): readonly cloudwatch.Alarm[] {
    return [...this.byName.values()];
  }

  /** Names of these alarms, as text and not as references. */
  get alarmNames(): readonly string[] {
    return [...this.byName.keys()];
  }

  /** Names of the alarms that say that users get errors or wait too long. */
  get feltByUsers(): readonly string[] {
    return (['Errors', 'Latency'] as const).map((id) => this.nameOf(id));
  }

  private nameOf(id: Watched): string {
    return `${this.namePrefix}-${id.toLowerCase()}`;
  }

  private add(id: Watched, { meaning, ...props }: RollbackCondition): void {
    const alarmName = this.nameOf(id);
    const alarm = new cloudwatch.Alarm(this, id, {
      ...props,
      alarmName,
      alarmDescription: describeAlarm(meaning, KINDS[id]),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    this.byName.set(alarmName, alarm);
  }
}
