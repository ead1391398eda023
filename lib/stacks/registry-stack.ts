import { CfnOutput } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import type { Project } from '../config/schema';
import { ImageRegistry } from '../registry/image-registry';
import { PlaceholderImage } from '../registry/placeholder-image';
import { ReleaseParameters } from '../registry/release-parameters';
import type { BoundSource } from '../source/bound-source';
import { Source } from '../source/source';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface RegistryStackProps extends ProjectStackProps {
  readonly project: Project;
}

/** What outlives a release: images, which of them runs where, and the source. */
export class RegistryStack extends ProjectStack {
  /** Image repository of each service, by its name. */
  readonly repositories: Readonly<Record<string, ecr.IRepository>>;
  readonly placeholder: ecr.IRepository;
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
    const placeholder = new PlaceholderImage(this, 'Placeholder', {
      project: project.project,
      architectures: [...new Set(services.map((service) => service.architecture))],
      logRetention: logRetentionDays,
      disposable,
    });
    this.placeholder = placeholder.repository;
    new ReleaseParameters(this, 'Releases', {
      project: project.project,
      environments: project.environments,
      placeholder,
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
