import { Validations } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import type { Environment, Project } from '../config/schema';
import type { ReleaseTarget } from '../delivery/release-target';
import { SizeLimits } from '../shared/size-limits';
import { addOperations } from './add-operations';
import type { EnvironmentStacks } from './add-operations';
import { ObservabilityStack } from './observability-stack';
import { PipelineStack } from './pipeline-stack';
import { PlatformStack } from './platform-stack';
import { RegistryStack } from './registry-stack';
import { ServiceStack } from './service-stack';
import type { ServiceStackProps } from './service-stack';
import { SourceStack } from './source-stack';

/** Makes every stack of the project, in the order in which CloudFormation deploys them. */
export function assemble(app: App, project: Project): void {
  Validations.of(app).addPlugins(new SizeLimits());
  const { region, account } = project.toolchain;
  const registry = new RegistryStack(app, 'Registry', {
    stackName: `${project.project}-registry`,
    description: 'Image repositories and the source repository',
    env: { region, account },
    project,
  });
  const environments = project.environments.map((environment) =>
    environmentStacks(app, project, environment, registry),
  );
  const releases = environments.flatMap((each) => each.releases);
  for (const [service, repository] of Object.entries(registry.repositories)) {
    new PipelineStack(app, `${service}-Pipeline`, {
      stackName: `${project.project}-pipeline-${service}`,
      description: `Delivery pipeline of the ${service} service`,
      env: { region, account },
      project,
      service,
      source: registry.source,
      repository,
      releases: releases.filter((release) => release.service === service),
    });
  }
  addOperations(app, project, { environments, source: sourceStack(app, project, registry) });
}

function sourceStack(app: App, project: Project, { source }: RegistryStack): SourceStack | undefined {
  const { automate } = source;
  if (!automate) return undefined;
  const { region, account } = project.toolchain;
  return new SourceStack(app, 'Source', {
    stackName: `${project.project}-source`,
    description: 'Starts the pipelines when the source changes, and checks pull requests',
    env: { region, account },
    project,
    automate,
  });
}

function environmentStacks(
  app: App,
  { project }: Project,
  environment: Environment,
  registry: RegistryStack,
): EnvironmentStacks & { readonly releases: readonly ReleaseTarget[] } {
  const env = { region: environment.region, account: environment.account };
  const platform = new PlatformStack(app, `${environment.name}-Platform`, {
    stackName: `${project}-${environment.name}-platform`,
    description: `Network, cluster and released images of ${environment.name}`,
    env,
    project,
    environment,
    placeholder: registry.placeholder,
  });
  const stacks = environment.services.map((service) =>
    serviceStack(app, { env, project, environment, service, platform }, registry),
  );
  const observability = new ObservabilityStack(app, `${environment.name}-Observability`, {
    stackName: `${project}-${environment.name}-observability`,
    description: `Alarms, dashboards and traces of ${environment.name}`,
    env,
    project,
    environment,
    services: stacks.map(({ observed }) => observed),
  });
  return { environment, platform, observability, releases: stacks.map(({ release }) => release) };
}

type Placed = Pick<ServiceStackProps, 'env' | 'project' | 'environment' | 'service' | 'platform'>;

function serviceStack(app: App, placed: Placed, registry: RegistryStack): ServiceStack {
  const { project, environment, service } = placed;
  const stack = new ServiceStack(app, `${environment.name}-${service.name}`, {
    stackName: `${project}-${environment.name}-${service.name}`,
    description: `The ${service.name} service in ${environment.name}`,
    ...placed,
    repository: registry.repositoryOf(service.name),
    placeholder: registry.placeholder.repository,
  });
  // The task pulls from repositories that another account knows by name only, which orders nothing.
  stack.addStackDependency(registry);
  return stack;
}
