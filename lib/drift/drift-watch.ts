import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Project } from '../config/schema';
import type { FailedEvents } from '../shared/failed-events';
import { HandlerFunction } from '../shared/handler-function';
import { driftWatchRoleName } from '../shared/names';
import { DRIFT_ENV, DRIFT_METRICS, DRIFT_RUNBOOK, driftAlarmNames } from './drift-settings';
import { allowDriftDetection, stackArns } from './read-permissions';
import { stackPlaces, stackShape } from './stack-places';

export interface DriftWatchProps {
  readonly project: Project;
  /** Who hears of drift. */
  readonly topic: sns.ITopic;
  readonly failedEvents: FailedEvents;
}

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
    this.addAlarms(project.project);
  }

  private addAlarms(project: string): void {
    const names = driftAlarmNames(project);
    const metric = (metricName: string, period: Duration): cloudwatch.Metric =>
      new cloudwatch.Metric({
        namespace: DRIFT_METRICS.namespace,
        metricName,
        dimensionsMap: { [DRIFT_METRICS.dimension]: project },
        statistic: cloudwatch.Stats.MINIMUM,
        period,
      });
    const above = { threshold: 0, comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD };
    new cloudwatch.Alarm(this, 'Drifted', {
      ...above,
      alarmName: names.drifted,
      alarmDescription: `Something that nobody may change by hand differs from its template. What to do: ${DRIFT_RUNBOOK}`,
      metric: metric(DRIFT_METRICS.drifted, Duration.hours(1)),
      evaluationPeriods: 1,
      // There is one value a day; the last one holds until the next.
      treatMissingData: cloudwatch.TreatMissingData.IGNORE,
    });
    new cloudwatch.Alarm(this, 'Unchecked', {
      ...above,
      alarmName: names.unchecked,
      alarmDescription: `For two days something could not be checked for drift, or nothing looked. What to do: ${DRIFT_RUNBOOK}`,
      metric: metric(DRIFT_METRICS.unchecked, Duration.days(1)),
      evaluationPeriods: 2,
      // A watch that does not run finds nothing wrong.
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }
}
