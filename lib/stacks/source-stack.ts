import type * as sns from 'aws-cdk-lib/aws-sns';
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
  /** Wakes people. */
  readonly pages: sns.ITopic;
}

/** What starts the pipelines when the source changes, and checks pull requests. It keeps nothing. */
export class SourceStack extends ProjectStack {
  constructor(scope: Construct, id: string, { project, automate, pages, ...props }: SourceStackProps) {
    super(scope, id, props);
    const services = project.environments.flatMap((environment) => environment.services);
    const queue = automate(this, {
      project: project.project,
      services: [...new Set(services.map(({ name }) => name))],
      logRetention: project.toolchain.logRetentionDays,
    });
    if (!queue) return;
    const lost = 'A push may not be released, or a pull request not be checked';
    tellOfFailedEvents(this, project.project, { queue, label: 'source', lost }, pages);
  }
}
