import { CfnOutput } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Project } from '../config/schema';
import { Dora } from '../dora/dora';
import { DriftWatch } from '../drift/drift-watch';
import { Incidents } from '../incident/incidents';
import { ReleaseWatch } from '../release-watch/release-watch';
import { FailedEvents } from '../shared/failed-events';
import { failedEventsName } from '../shared/names';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface InsightStackProps extends ProjectStackProps {
  readonly project: Project;
  /** Where people hear about releases. */
  readonly topic: sns.ITopic;
}

/** What is learnt from releases: how well delivery goes, what drifted, what went wrong. */
export class InsightStack extends ProjectStack {
  /** The one queue of all functions of this stack. */
  readonly failedEvents: FailedEvents;

  constructor(scope: Construct, id: string, props: InsightStackProps) {
    super(scope, id, props);
    const { project, topic } = props;
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
    const { pages } = new ReleaseWatch(this, 'ReleaseWatch', { project, failedEvents: this.failedEvents });
    new CfnOutput(this, 'Pages', { description: 'Topic that wakes people', value: pages.topicArn });
    new DriftWatch(this, 'Drift', { project, topic, failedEvents: this.failedEvents });
    new Incidents(this, 'Incidents', { project, topic, failedEvents: this.failedEvents });
  }
}
