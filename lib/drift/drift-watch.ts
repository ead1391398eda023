import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { OpsItemCategory, OpsItemSeverity, SsmAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Project } from '../config/schema';
import { driftAlarmName } from '../incident/alarm-names';
import type { FailedEvents } from '../shared/failed-events';
import { HandlerFunction } from '../shared/handler-function';
import { driftWatchRoleName } from '../shared/names';
import { DRIFT_ENV, DRIFT_METRICS, DRIFT_RUNBOOK } from './drift-settings';
import { allowDriftDetection, stackArns } from './read-permissions';
import { stackPlaces, stackShape } from './stack-places';

export interface DriftWatchProps {
  readonly project: Project;
  /** Who hears of drift. */
  readonly topic: sns.ITopic;
  readonly failedEvents: FailedEvents;
}

/** Hours that the alarm looks back: a look that comes six hours late is still in time. */
const HOURS = 30;

/** Looks every night whether the stacks are as their templates say, and tells when one is not. */
export class DriftWatch extends Construct {
  constructor(scope: Construct, id: string, { project, topic, failedEvents }: DriftWatchProps) {
    super(scope, id);
    const shape = stackShape(project);
    const watch = new HandlerFunction(this, 'Watch', {
      entry: 'lib/drift/watch-drift.lambda.ts',
      description: 'Drift: compares all stacks with reality',
      timeout: Duration.minutes(15),
      logRetention: project.toolchain.logRetentionDays,
      environment: { [DRIFT_ENV.stacks]: JSON.stringify(shape), [DRIFT_ENV.topic]: topic.topicArn },
    });
    const places = stackPlaces(shape);
    const near = places.filter(({ role }) => role === undefined);
    const regions = [...new Set(near.map(({ region }) => region))];
    allowDriftDetection(
      watch.role,
      regions.map((region) => stackArns(this, project.project, region)),
    );
    watch.allow(['sns:Publish'], [topic.topicArn]);
    const readers = [...new Set(places.flatMap(({ role }) => role ?? []))];
    if (readers.length > 0) {
      watch.allow(['sts:AssumeRole'], readers);
      // The other accounts know it by its name.
      (watch.role.node.defaultChild as iam.CfnRole).roleName = driftWatchRoleName(project.project);
    }
    new events.Rule(this, 'Nightly', {
      description: 'Looks for drift once a day',
      schedule: events.Schedule.cron({ hour: '5', minute: '17' }),
      targets: [failedEvents.targetOf(watch)],
    });
    this.addAlarm(project.project);
  }

  /**
   * Red when a look has found something, and INSUFFICIENT_DATA when none has looked at everything. It looks back for
   * longer than a day, so that a late look is no missing one; how much longer before data counts as missing, AWS does not
   * say. What was found stays red for that time. CloudWatch evaluates such an alarm once an hour up to the last full
   * hour; 24 periods or fewer would be another rhythm. Source: CloudWatch user guide, "Configuring how CloudWatch alarms
   * treat missing data" and "Alarm evaluation window".
   */
  private addAlarm(project: string): void {
    const alarm = new cloudwatch.Alarm(this, 'Drifted', {
      alarmName: driftAlarmName(project),
      alarmDescription: `Something that nobody may change by hand differs from its template; without data, nobody has looked at everything for more than a day. What to do: ${DRIFT_RUNBOOK}`,
      metric: new cloudwatch.Metric({
        namespace: DRIFT_METRICS.namespace,
        metricName: DRIFT_METRICS.drifted,
        dimensionsMap: { [DRIFT_METRICS.dimension]: project },
        statistic: cloudwatch.Stats.MINIMUM,
        period: Duration.hours(1),
      }),
      threshold: 0,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: HOURS,
      datapointsToAlarm: 1,
      treatMissingData: cloudwatch.TreatMissingData.MISSING,
    });
    const opsItem = new SsmAction(OpsItemSeverity.MEDIUM, OpsItemCategory.AVAILABILITY);
    alarm.addAlarmAction(opsItem);
    alarm.addInsufficientDataAction(opsItem);
  }
}
