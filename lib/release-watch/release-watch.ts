import { Duration, Stack } from 'aws-cdk-lib';
import { Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Project } from '../config/schema';
import { plannedMinutes, trafficPlan } from '../delivery/plan';
import { alarmKey, AlarmTopic } from '../observability/alarms/alarm-topic';
import { tellingAlarmOn } from '../observability/alarms/condition';
import type { Condition } from '../observability/alarms/condition';
import type { FailedEvents } from '../shared/failed-events';
import { HandlerFunction } from '../shared/handler-function';
import { pipelineName } from '../shared/names';
import {
  APPROVAL_HOURS,
  LOOK_EVERY_MINUTES,
  RELEASE_WATCH_METRICS,
  SPARE_MINUTES,
  WATCH_ENV,
} from './settings';
import type { WatchedPipeline } from './settings';

export interface ReleaseWatchProps {
  readonly project: Project;
  readonly failedEvents: FailedEvents;
}

/**
 * Calls somebody when releases do not move: an approval that nobody gives, an action that does not end. No event says
 * that nothing happens, so a function looks at all pipelines from time to time.
 */
export class ReleaseWatch extends Construct {
  /** Wakes people. */
  readonly pages: sns.ITopic;

  constructor(scope: Construct, id: string, { project, failedEvents }: ReleaseWatchProps) {
    super(scope, id);
    const { toolchain } = project;
    const subject = `${project.project} releases`;
    const key = toolchain.disposable ? undefined : alarmKey(this, 'Key', `Messages of alarms of ${subject}`);
    const { topic } = new AlarmTopic(this, 'Pages', {
      displayName: `PAGE ${subject}`,
      emails: toolchain.onCall.pages,
      key,
    });
    this.pages = topic;
    const handler = this.watcher(project);
    new events.Rule(this, 'Look', {
      description: 'Looks for releases that do not move',
      schedule: events.Schedule.rate(Duration.minutes(LOOK_EVERY_MINUTES)),
      targets: [failedEvents.targetOf(handler)],
    });
    for (const condition of conditions(project.project)) {
      tellingAlarmOn(this, project.project, condition, topic);
    }
  }

  private watcher(project: Project): HandlerFunction {
    const pipelines = watchedPipelinesOf(project);
    const handler = new HandlerFunction(this, 'Watch', {
      entry: 'lib/release-watch/watch-releases.lambda.ts',
      description: 'Release watch: finds approvals and actions that wait for too long',
      timeout: Duration.minutes(5),
      logRetention: project.toolchain.logRetentionDays,
      environment: {
        [WATCH_ENV.project]: project.project,
        [WATCH_ENV.pipelines]: JSON.stringify(pipelines),
      },
    });
    handler.allow(
      ['codepipeline:GetPipelineState'],
      pipelines.map(({ name }) => Stack.of(this).formatArn({ service: 'codepipeline', resource: name })),
    );
    return handler;
  }
}

/** Every pipeline with the time that its slowest way of shifting traffic takes, in whichever environment. */
export function watchedPipelinesOf({ project, environments }: Project): WatchedPipeline[] {
  const minutes = new Map<string, number>();
  for (const { name, delivery } of environments.flatMap(({ services }) => services)) {
    const planned = plannedMinutes(trafficPlan(delivery)) + SPARE_MINUTES;
    minutes.set(name, Math.max(planned, minutes.get(name) ?? 0));
  }
  return [...minutes].map(([name, actionMinutes]) => ({ name: pipelineName(project, name), actionMinutes }));
}

function conditions(project: string): Condition[] {
  const { namespace, dimension, waiting, stuck } = RELEASE_WATCH_METRICS;
  const watched = (metricName: string): Pick<Condition, 'metric' | 'limit' | 'periods' | 'missing'> => ({
    metric: new Metric({
      namespace,
      metricName,
      dimensionsMap: { [dimension]: project },
      statistic: 'Maximum',
      // Two looks, so that an alarm stays red from one to the next.
      period: Duration.minutes(2 * LOOK_EVERY_MINUTES),
    }),
    limit: { above: 0 },
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  });
  return [
    {
      kind: 'waiting-approvals',
      meaning: `A release of ${project} has waited for an approval for more than ${APPROVAL_HOURS} hours; newer ones wait behind it.`,
      ...watched(waiting),
    },
    {
      kind: 'stuck-pipelines',
      meaning: `A pipeline of ${project} does not move: something runs for longer than it can, or a way in was closed and forgotten.`,
      ...watched(stuck),
    },
  ];
}
