import type { Project } from '../config/schema';
import { driftReaderRoleArn } from '../shared/names';

/** The parts of the configuration that tell which stacks there are. */
export interface StackShape {
  readonly project: string;
  readonly region: string;
  /** Account of the toolchain, when the configuration names one. */
  readonly account?: string;
  /** Whether there is a stack that automates the source. */
  readonly source: boolean;
  readonly environments: readonly {
    readonly name: string;
    readonly region: string;
    readonly account?: string;
    readonly services: readonly string[];
  }[];
}

/** A stack and where it is. */
export interface StackPlace {
  readonly stack: string;
  readonly region: string;
  /** Environment of the stack; absent for the toolchain. */
  readonly environment?: string;
  /** Role that reads it, when it is in another account than the toolchain. */
  readonly role?: string;
}

/** What `stackPlaces` needs of a configuration. */
export function stackShape({ project, toolchain, environments }: Project): StackShape {
  const { region, account, source } = toolchain;
  return {
    project,
    region,
    ...(account && { account }),
    source: source.kind === 'codecommit' || (source.checkPullRequests ?? source.connectionArn !== undefined),
    environments: environments.map((environment) => ({
      name: environment.name,
      region: environment.region,
      ...(environment.account && { account: environment.account }),
      services: environment.services.map(({ name }) => name),
    })),
  };
}

/** Every stack of the project, the toolchain first. */
export function stackPlaces(shape: StackShape): StackPlace[] {
  const { project, region, environments, source } = shape;
  const services = [...new Set(environments.flatMap((environment) => environment.services))];
  const toolchain = [
    'registry',
    ...services.map((service) => `pipeline-${service}`),
    'notifications',
    'insight',
    ...(source ? ['source'] : []),
  ];
  return [
    ...toolchain.map((name) => ({ stack: `${project}-${name}`, region })),
    ...environments.flatMap((environment) =>
      ['platform', ...environment.services, 'observability'].map((name) => ({
        stack: `${project}-${environment.name}-${name}`,
        region: environment.region,
        environment: environment.name,
        ...(environment.account !== shape.account &&
          environment.account !== undefined && {
            role: driftReaderRoleArn(environment.account, project, environment.name),
          }),
      })),
    ),
  ];
}
