import { PLACEHOLDER } from '../shared/names';
import type { Problem } from './rules';

/** Names of stages before those of the environments, and folders under `app/` that are not services. */
const RESERVED = {
  environment: { names: ['source', 'build', 'scan'], why: 'the pipeline has a stage of this name already' },
  service: { names: [PLACEHOLDER, 'shared'], why: 'app/ has a folder of this name for another use' },
} as const;

/** The names of one environment; undefined where the configuration has none. */
export interface EnvironmentNames {
  readonly name: string | undefined;
  readonly services: readonly (string | undefined)[];
}

/** Each name is free for its use, and no two of them make one name of a stack, an alarm or a parameter. */
export function nameRules(project: unknown, environments: readonly EnvironmentNames[]): Problem[] {
  return [...projectRule(project), ...environments.flatMap(reservedRules), ...stackRules(environments)];
}

/** Source: AWS Systems Manager user guide, "About requirements and constraints for parameter names". */
function projectRule(got: unknown): Problem[] {
  if (typeof got !== 'string' || !/^(?:aws|ssm)/.test(got)) return [];
  const message = `allowed: a name that does not begin with aws or ssm; fix: choose another one, because Systems Manager takes no parameter whose name begins so`;
  return [{ path: 'project', got, message }];
}

function reservedRules({ name, services }: EnvironmentNames, index: number): Problem[] {
  const path = `environments[${index}]`;
  return [
    ...reservedRule('environment', name, `${path}.name`),
    ...services.flatMap((service, position) =>
      reservedRule('service', service, `${path}.services[${position}].name`),
    ),
  ];
}

function reservedRule(what: keyof typeof RESERVED, got: string | undefined, path: string): Problem[] {
  const { names, why } = RESERVED[what];
  if (got === undefined || !(names as readonly string[]).includes(got)) return [];
  return [{ path, got, message: `allowed: any other name; fix: rename the ${what}, because ${why}` }];
}

/** Stacks are called `project-environment-service`, and those of pipelines and of an environment have such names too. */
function stackRules(environments: readonly EnvironmentNames[]): Problem[] {
  const taken = new Map<string, string>();
  for (const { services } of environments) {
    for (const service of services) taken.set(`pipeline-${service}`, `the pipeline of ${service}`);
  }
  for (const { name } of environments) {
    taken
      .set(`${name}-platform`, `the network of ${name}`)
      .set(`${name}-observability`, `the alarms of ${name}`);
  }
  return environments.flatMap(({ name, services }, index) =>
    services.flatMap((service, position) => {
      if (name === undefined || service === undefined) return [];
      const stack = `${name}-${service}`;
      const other = taken.get(stack);
      const own = `${service} in ${name}`;
      taken.set(stack, own);
      if (other === undefined || other === own) return [];
      const message = `allowed: a name that makes a stack of its own; fix: rename the service, because the stack of ${other} is called ${stack} too`;
      return [{ path: `environments[${index}].services[${position}].name`, got: service, message }];
    }),
  );
}
