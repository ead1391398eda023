import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Project } from '../config/schema';
import { tellOfFailedEvents } from '../observability/alarms/failed-events-alarm';
import type { Automate } from '../source/bound-source';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface SourceStackProps extends ProjectStackProps {
  readonly project: Project;
  /** Makes the content of the stack. */
  readonly automate: Automate;
}

/** What starts the pipelines when the source changes, and checks pull requests. It keeps nothing. */
export class SourceStack extends ProjectStack {
  private readonly project: string;
  private readonly failedEvents: sqs.IQueue | undefined;

  constructor(scope: Construct, id: string, { project, automate, ...props }: SourceStackProps) {
    super(scope, id, props);
    const services = project.environments.flatMap((environment) => environment.services);
    this.project = project.project;
    this.failedEvents = automate(this, {
      project: project.project,
      services: [...new Set(services.map(({ name }) => name))],
      logRetention: project.toolchain.logRetentionDays,
    });
  }

  /** Has people woken when an event of the source could not be handled. */
  tellOfFailedEvents(pages: sns.ITopic): void {
    const queue = this.failedEvents;
    if (!queue) return;
    const lost = 'A push may not be released, or a pull request not be checked';
    tellOfFailedEvents(this, this.project, { queue, label: 'source', lost }, pages);
  }
}
