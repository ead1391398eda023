import { CfnOutput } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Project } from '../config/schema';
import { Dora } from '../dora/dora';
import { DriftWatch } from '../drift/drift-watch';
import { Incidents } from '../incident/incidents';
import { alarmKey, AlarmTopic } from '../observability/alarms/alarm-topic';
import { tellOfFailedEvents } from '../observability/alarms/failed-events-alarm';
import { FailedEvents } from '../shared/failed-events';
import { failedEventsName } from '../shared/names';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface InsightStackProps extends ProjectStackProps {
  readonly project: Project;
  /** Where people hear about releases. */
  readonly topic: sns.ITopic;
  /** Events that could not be announced. */
  readonly unannounced: sqs.IQueue;
}

const INSIGHT_LOST = 'An incident, a measurement or a look at drift may be missing';

/** What is learnt from releases: how well delivery goes, what drifted, what went wrong. */
export class InsightStack extends ProjectStack {
  /** The one queue of all functions of this stack. */
  readonly failedEvents: FailedEvents;
  /** Wakes people when something that concerns all services goes wrong. */
  readonly pages: sns.ITopic;

  constructor(scope: Construct, id: string, props: InsightStackProps) {
    super(scope, id, props);
    const { project, topic, unannounced } = props;
    this.failedEvents = new FailedEvents(this, 'FailedEvents', failedEventsName(project.project));
    new CfnOutput(this, 'FailedEventsUrl', {
      description: 'Queue with the events that nothing could be done with',
      value: this.failedEvents.queue.queueUrl,
    });
    new Dora(this, 'Dora', {
      project: project.project,
      places: project.environments.flatMap(({ name: environment, services }) =>
        services.map(({ name: service }) => ({ service, environment })),
      ),
      failedEvents: this.failedEvents,
      logRetention: project.toolchain.logRetentionDays,
    });
    this.pages = this.pageTopic(project);
    new CfnOutput(this, 'Pages', { description: 'Topic that wakes people', value: this.pages.topicArn });
    for (const watched of [
      { queue: this.failedEvents.queue, label: 'insight', lost: INSIGHT_LOST },
      { queue: unannounced, label: 'notifications', lost: 'Nobody was told of something about a release' },
    ]) {
      tellOfFailedEvents(this, project.project, watched, this.pages);
    }
    new DriftWatch(this, 'Drift', { project, topic, failedEvents: this.failedEvents });
    new Incidents(this, 'Incidents', { project, topic, failedEvents: this.failedEvents });
  }

  private pageTopic({ project, toolchain: { disposable, onCall } }: Project): sns.ITopic {
    const subject = `${project} releases`;
    const key = disposable ? undefined : alarmKey(this, 'PageKey', `Messages of alarms of ${subject}`);
    const displayName = `PAGE ${subject}`;
    return new AlarmTopic(this, 'PageTopic', { displayName, emails: onCall.pages, key }).topic;
  }
}
