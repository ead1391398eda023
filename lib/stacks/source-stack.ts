import type { Construct } from 'constructs';
import type { Project } from '../config/schema';
import type { BoundSource } from '../source/bound-source';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface SourceStackProps extends ProjectStackProps {
  readonly project: Project;
  /** Makes the content of the stack. */
  readonly automate: NonNullable<BoundSource['automate']>;
}

/** What starts the pipelines when the source changes, and checks pull requests. It keeps nothing. */
export class SourceStack extends ProjectStack {
  constructor(scope: Construct, id: string, { project, automate, ...props }: SourceStackProps) {
    super(scope, id, props);
    const services = project.environments.flatMap((environment) => environment.services);
    automate(this, {
      project: project.project,
      services: [...new Set(services.map(({ name }) => name))],
      logRetention: project.toolchain.logRetentionDays,
    });
  }
}
