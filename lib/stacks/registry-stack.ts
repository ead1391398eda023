import { CfnOutput } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import type { Project } from '../config/schema';
import { ImageRegistry } from '../registry/image-registry';
import { PlaceholderImage } from '../registry/placeholder-image';
import type { BoundSource } from '../source/bound-source';
import { Source } from '../source/source';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface RegistryStackProps extends ProjectStackProps {
  readonly project: Project;
}

/** What all environments share and no release changes: images and the source. */
export class RegistryStack extends ProjectStack {
  /** Image repository of each service, by its name. */
  readonly repositories: Readonly<Record<string, ecr.IRepository>>;
  /** The image that every service runs until its first release. */
  readonly placeholder: PlaceholderImage;
  readonly source: BoundSource;

  constructor(scope: Construct, id: string, { project, ...props }: RegistryStackProps) {
    super(scope, id, props);
    const { keepImages, disposable, logRetentionDays, branch, source } = project.toolchain;
    const services = project.environments.flatMap((environment) => environment.services);
    this.repositories = new ImageRegistry(this, 'Images', {
      project: project.project,
      services: [...new Set(services.map((service) => service.name))],
      keepImages,
      disposable,
    }).repositories;
    this.placeholder = new PlaceholderImage(this, 'Placeholder', {
      project: project.project,
      architectures: [...new Set(services.map((service) => service.architecture))],
      logRetention: logRetentionDays,
    });
    this.source = Source.fromConfig(source).bind(this, { project: project.project, branch, disposable });
    for (const [name, output] of Object.entries(this.source.outputs)) new CfnOutput(this, name, output);
  }

  /**
   * Image repository of a service.
   * @throws Error when no environment has the service
   */
  repositoryOf(service: string): ecr.IRepository {
    const repository = this.repositories[service];
    if (!repository) throw new Error(`the registry has no repository for ${service}`);
    return repository;
  }
}
