import { CfnOutput } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Construct } from 'constructs';
import { BuildProject } from '../build/build-project';
import type { Project, Service } from '../config/schema';
import type { ReleaseTarget } from '../delivery/release-target';
import { DeliveryPipeline } from '../pipeline/delivery-pipeline';
import { ReleasePreparation } from '../pipeline/release-preparation';
import { ScanGate } from '../scan/scan-gate';
import { pipelineName } from '../shared/names';
import type { BoundSource } from '../source/bound-source';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface PipelineStackProps extends ProjectStackProps {
  readonly project: Project;
  /** Name of the service that is released. */
  readonly service: string;
  /** The source of all services. */
  readonly source: BoundSource;
  /** Image repository of the service. */
  readonly repository: ecr.IRepository;
  /** The service in each of its environments, in the order of promotion. */
  readonly releases: readonly ReleaseTarget[];
}

/** The delivery pipeline of one service. A stack of its own: a project may have more services than one stack holds. */
export class PipelineStack extends ProjectStack {
  constructor(scope: Construct, id: string, props: PipelineStackProps) {
    super(scope, id, props);
    const { project, service, source, repository, releases } = props;
    const { branch, disposable, logRetentionDays: logRetention } = project.toolchain;
    const name = pipelineName(project.project, service);
    const build = new BuildProject(this, 'Build', {
      projectName: name,
      service,
      architecture: architectureOf(service, project),
      repository,
      logRetention,
      disposable,
    });
    const pipeline = new DeliveryPipeline(this, 'Delivery', {
      pipelineName: name,
      source,
      service,
      build,
      scan: new ScanGate(this, 'Scan', { repository, rules: project.toolchain.scan, logRetention }),
      preparation: new ReleasePreparation(this, 'Preparation', logRetention),
      releases,
      logRetention,
      disposable,
    });
    new CfnOutput(this, 'PipelineUrl', { description: `Pipeline of ${service}`, value: pipeline.consoleUrl });
    new CfnOutput(this, 'NextStep', {
      description: 'What to do next',
      value: `The first run has begun and replaces the placeholder. Every push to ${branch} that changes ${service} or shared files is then released.`,
    });
  }
}

/** The configuration allows one architecture for a service in every environment, so the first one tells. */
function architectureOf(service: string, { environments }: Project): Service['architecture'] {
  const services = environments.flatMap((environment) => environment.services);
  return services.find(({ name }) => name === service)?.architecture ?? 'arm64';
}
