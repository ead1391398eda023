import { Duration, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import type { Environment } from '../../config/schema';
import { FailedEvents } from '../../shared/failed-events';
import { HandlerFunction } from '../../shared/handler-function';
import { describeAlarm } from '../alarms/alarm-kinds';
import { isRed } from '../alarms/alarm-rule';
import { alarmNameOf, alarmOn } from '../alarms/condition';
import type { ObservedService } from '../observed-service';
import { JOURNEYS_VARIABLE, STEP_LIMIT_MS } from './journey';
import { journeyOf } from './service-journey';

/** An alarm that is known by its name only, and the construct that makes it. */
export interface QuietingAlarm {
  readonly name: string;
  readonly madeBy: IConstruct;
}

export interface ProbeProps {
  /** Name of the project. */
  readonly project: string;
  readonly environment: Environment;
  /** How often to look. */
  readonly everyMinutes: number;
  /** The services of the environment; those that visitors call are probed. */
  readonly services: readonly ObservedService[];
  /** Wakes people. */
  readonly pages: sns.ITopic;
  /** Is read in the morning. */
  readonly warnings: sns.ITopic;
  /**
   * Alarm that pages for the same reason and tells more about it: while it is red, this one does not.
   * @default - the probe always pages
   */
  readonly quietWhileRed?: QuietingAlarm;
}

/** Failed walks out of so many that page: one lost packet wakes nobody, and a broken shop does within three walks. */
const JUDGED = { periods: 3, badPeriods: 2 } as const;

/** Seconds that a page waits for the alarm that tells more. */
const WAIT = { wait: 300, extension: 60 } as const;

/**
 * Goes the way of a visitor through each public service from outside: name, certificate, load balancer and all. A
 * function does it and not a canary of CloudWatch Synthetics, which costs about fifty times as much for a browser that
 * these pages do not need.
 */
export class Probe extends Construct {
  /** The alarm that pages. */
  readonly page: cloudwatch.CfnCompositeAlarm;
  /** Its name, as text. */
  readonly pageName: string;
  /** Walks that were not begun. */
  readonly failedEvents: sqs.IQueue;

  constructor(scope: Construct, id: string, props: ProbeProps) {
    super(scope, id);
    const journeys = props.services
      .filter(({ service }) => service.exposure === 'public')
      .map(({ service, url }) => ({ service: service.name, url, steps: journeyOf(service.name) }));
    const longest = Math.max(1, ...journeys.map(({ steps }) => steps.length));
    const walker = new HandlerFunction(this, 'Walk', {
      entry: 'lib/observability/probe/walk-journeys.lambda.ts',
      description: `Probe: goes the way of a visitor through ${props.environment.name}`,
      timeout: Duration.millis(longest * STEP_LIMIT_MS).plus(Duration.seconds(5)),
      logRetention: props.environment.logRetentionDays,
      environment: { [JOURNEYS_VARIABLE]: Stack.of(this).toJsonString(journeys) },
    });
    // A walk that is done again would count its failure again; the next one comes anyhow.
    walker.function.configureAsyncInvoke({ retryAttempts: 0 });
    this.failedEvents = new FailedEvents(this, 'FailedEvents').queue;
    new events.Rule(this, 'Schedule', {
      description: 'Walks of the probe',
      schedule: events.Schedule.rate(Duration.minutes(props.everyMinutes)),
      targets: [
        new targets.LambdaFunction(walker.function, { retryAttempts: 0, deadLetterQueue: this.failedEvents }),
      ],
    });
    this.pageName = alarmNameOf(`${props.project}-${props.environment.name}`, { kind: 'probe' });
    this.page = this.addAlarms(
      props,
      walker.function.metricErrors({ period: Duration.minutes(props.everyMinutes) }),
    );
  }

  private addAlarms(props: ProbeProps, metric: cloudwatch.Metric): cloudwatch.CfnCompositeAlarm {
    const { quietWhileRed } = props;
    const owner = `${props.project}-${props.environment.name}`;
    const failed = { kind: 'probe', label: 'failed' } as const;
    const alarm = alarmOn(this, owner, {
      ...failed,
      meaning: `The probe could not go the way of a visitor through ${props.environment.name} in ${JUDGED.badPeriods} of ${JUDGED.periods} walks.`,
      metric,
      limit: { above: 0 },
      ...JUDGED,
      // Before the first walk, and when nobody walks any more, the state is that there is no data.
      missing: cloudwatch.TreatMissingData.MISSING,
    });
    alarm.addInsufficientDataAction({ bind: () => ({ alarmActionArn: props.warnings.topicArn }) });
    const page = new cloudwatch.CfnCompositeAlarm(this, 'Page', {
      alarmName: this.pageName,
      alarmDescription: describeAlarm(
        `Visitors cannot use ${props.environment.name}, and its services see nothing of it.`,
        'probe',
      ),
      alarmRule: isRed(alarmNameOf(owner, failed)),
      alarmActions: [props.pages.topicArn],
      okActions: [props.pages.topicArn],
      ...(quietWhileRed && {
        actionsSuppressor: quietWhileRed.name,
        actionsSuppressorWaitPeriod: WAIT.wait,
        actionsSuppressorExtensionPeriod: WAIT.extension,
      }),
    });
    // Both alarms are named as text, which orders nothing, and CloudWatch wants them to be there.
    page.node.addDependency(alarm, ...(quietWhileRed ? [quietWhileRed.madeBy] : []));
    return page;
  }
}
