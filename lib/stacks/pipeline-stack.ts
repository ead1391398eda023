import { CfnOutput } from 'aws-cdk-lib';
import type * as codecommit from 'aws-cdk-lib/aws-codecommit';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import { BuildProject } from '../build/build-project';
import type { Project, Service } from '../config/schema';
import type { ReleaseTarget } from '../delivery/release-target';
import { DeliveryPipeline } from '../pipeline/delivery-pipeline';
import { ReleasePreparation } from '../pipeline/release-preparation';
import { pipelineName } from '../shared/names';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface PipelineStackProps extends ProjectStackProps {
  readonly project: Project;
  /** Repository with the source of all services. */
  readonly source: codecommit.IRepository;
  /** Image repository of each service. */
  readonly repositories: Readonly<Record<string, ecr.IRepository>>;
  /** Every service in every environment, environments in the order of promotion. */
  readonly releases: readonly ReleaseTarget[];
}

/** One delivery pipeline for each service. */
export class PipelineStack extends ProjectStack {
  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { project, releases } = props;
    const preparation = new ReleasePreparation(this, 'Preparation', {
      taskDefinitionParameterNames: releases.map((release) => release.taskDefinitionParameterName),
      logRetention: project.toolchain.logRetentionDays,
    });
    for (const [service, repository] of Object.entries(props.repositories)) {
      this.addPipeline(service, repository, preparation, props);
    }
    new CfnOutput(this, 'NextStep', {
      description: 'What to do next',
      value:
        'The first run of each pipeline has begun and replaces the placeholder. Every push to the branch is then released.',
    });
  }

  private addPipeline(
    service: string,
    repository: ecr.IRepository,
    preparation: ReleasePreparation,
    { project, source, releases }: PipelineStackProps,
  ): void {
    const { branch, disposable, logRetentionDays } = project.toolchain;
    const name = pipelineName(project.project, service);
    const build = new BuildProject(this, `${service}-build`, {
      projectName: name,
      service,
      architecture: architectureOf(service, project),
      repository,
      logRetention: logRetentionDays,
      disposable,
    });
    const pipeline = new DeliveryPipeline(this, service, {
      pipelineName: name,
      source,
      branch,
      build,
      prepareFunction: preparation.function,
      releases: releases.filter((release) => release.service === service),
      logRetention: logRetentionDays,
      disposable,
    });
    new CfnOutput(this, `PipelineUrl-${service}`, {
      description: `Pipeline of ${service}`,
      value: pipeline.consoleUrl,
    });
  }
}

/** The configuration allows one architecture for a service in every environment, so the first one tells. */
function architectureOf(service: string, { environments }: Project): Service['architecture'] {
  const services = environments.flatMap((environment) => environment.services);
  return services.find(({ name }) => name === service)?.architecture ?? 'arm64';
}
