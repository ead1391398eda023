import { ConfigError } from '../lib/config/resolve';
import type { ProjectInput } from '../lib/config/types';
import { parseStrategy } from '../lib/delivery/strategy-text';

/**
 * The configuration with another delivery of one service, in every environment that has it. For trying a strategy
 * out: what is deployed stands in the configuration file.
 * @param override `service=strategy`, for example `storefront=linear:10%/1m`
 * @throws ConfigError when the text is no such thing, or no environment has the service
 */
export function withDelivery(project: ProjectInput, override: string): ProjectInput {
  const [, service = '', text = ''] = /^([^=]+)=(.+)$/.exec(override) ?? refuse(override, 'service=strategy');
  const delivery = read(text);
  const names = new Set(project.environments.flatMap(({ services }) => services.map(({ name }) => name)));
  if (!names.has(service)) refuse(service, [...names].join(', '));
  return {
    ...project,
    environments: project.environments.map((environment) => ({
      ...environment,
      services: environment.services.map((each) => (each.name === service ? { ...each, delivery } : each)),
    })),
  };
}

function read(text: string): ReturnType<typeof parseStrategy> {
  try {
    return parseStrategy(text);
  } catch (error) {
    throw new ConfigError([`strategy: ${(error as Error).message}`], 'DELIVERY');
  }
}

function refuse(got: string, allowed: string): never {
  throw new ConfigError(
    [`got ${JSON.stringify(got)}; allowed: ${allowed}; fix: name one of them`],
    'DELIVERY',
  );
}
