import { deployedServiceName, pipelineName } from '../shared/names';

/** Environment variables of the function that announces releases. */
export const ANNOUNCE_ENV = {
  /** Name of the project. */
  project: 'PROJECT',
  /** ARN of the topic. */
  topic: 'TOPIC_ARN',
  /** Names of the services, with commas between them. */
  services: 'SERVICES',
  /** Names of the environments, with commas between them. */
  environments: 'ENVIRONMENTS',
  /** Where releases can be watched, see `ReleaseViews.toText`. */
  views: 'RELEASE_VIEWS',
} as const;

/** A service where it runs. */
export interface Place {
  readonly service: string;
  readonly environment: string;
}

/** Which events are about releases of this project. Another project in the account may have a name that begins alike. */
export class WatchedReleases {
  constructor(
    private readonly project: string,
    private readonly services: readonly string[],
    private readonly environments: readonly string[],
  ) {}

  /** Reads the environment of the function; what is missing watches nothing. */
  static fromEnvironment(environment: Readonly<Record<string, string | undefined>>): WatchedReleases {
    const list = (name: string): string[] => (environment[name] ?? '').split(',').filter(Boolean);
    const { project, services, environments } = ANNOUNCE_ENV;
    return new WatchedReleases(environment[project] ?? '', list(services), list(environments));
  }

  /** The service that a pipeline releases. */
  serviceOfPipeline(name: string): string | undefined {
    return this.services.find((service) => pipelineName(this.project, service) === name);
  }

  /** The service that a pipeline releases, in the environment that a stage is for; undefined for other stages. */
  placeOfStage(pipeline: string, environment: string): Place | undefined {
    const service = this.serviceOfPipeline(pipeline);
    const isPlace = service !== undefined && this.environments.includes(environment);
    return isPlace ? { service, environment } : undefined;
  }

  /** The service that a CodeDeploy application replaces, and where. */
  placeOfApplication(name: string): Place | undefined {
    return this.places().find(
      ({ service, environment }) => deployedServiceName(this.project, environment, service) === name,
    );
  }

  /**
   * The service behind the ARN of an ECS service, and where it runs. CloudFormation names cluster and service after
   * their stacks.
   */
  placeOfEcsService(arn: string): Place | undefined {
    const [, cluster = '', name = ''] = /:service\/([^/]+)\/([^/]+)$/.exec(arn) ?? [];
    return this.places().find(
      ({ service, environment }) =>
        cluster.startsWith(`${this.project}-${environment}-platform-`) &&
        name.startsWith(`${deployedServiceName(this.project, environment, service)}-`),
    );
  }

  /** The longest names first, because one may be the beginning of another. */
  private places(): Place[] {
    return this.environments
      .flatMap((environment) => this.services.map((service) => ({ service, environment })))
      .toSorted((a, b) => lengthOf(b) - lengthOf(a));
  }
}

function lengthOf({ service, environment }: Place): number {
  return service.length + environment.length;
}
