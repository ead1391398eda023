import { deliveryRules } from './delivery-rules';
import { memorySizesFor } from './fargate-sizes';
import { nameRules } from './name-rules';
import type { EnvironmentNames } from './name-rules';
import { objectiveRules } from './objective-rules';
import { placeRules } from './place-rules';
import { DEFAULT_ARCHITECTURE, environmentSchema, serviceSchema } from './schema';
import type { Environment, Service } from './schema';
import { tracingRules } from './tracing-rules';

/** One broken rule: where it is, what it got, and `allowed: …; fix: …`. */
export interface Problem {
  readonly path: string;
  readonly got: unknown;
  readonly message: string;
}

/**
 * Relations that one field alone cannot tell. Each part is checked as soon as its own shape is right, so a
 * spelling mistake in one service does not hide a contradiction in another.
 */
export function brokenRules(input: unknown): Problem[] {
  const environments = listOf(input, 'environments');
  return [
    ...nameRules(fieldOf(input, 'project'), environments.map(namesOf)),
    ...repeated(environments, (index) => `environments[${index}].name`, 'environment'),
    ...architectures(environments),
    ...placeRules(fieldOf(input, 'toolchain'), environments),
    ...tracingRules(environments),
    ...environments.flatMap((environment, index) => ofEnvironment(environment, `environments[${index}]`)),
  ];
}

/** One image goes through all environments, so a service has the same processor in each of them. */
function architectures(environments: readonly unknown[]): Problem[] {
  const first = new Map<string, string>();
  return environments.flatMap((environment, index) =>
    listOf(environment, 'services').flatMap((service, position) => {
      const name = nameOf(service);
      const got = fieldOf(service, 'architecture') ?? DEFAULT_ARCHITECTURE;
      if (name === undefined || typeof got !== 'string') return [];
      const expected = first.get(name) ?? got;
      first.set(name, expected);
      if (expected === got) return [];
      const message = `allowed: '${expected}', as in the environment before; fix: one image is promoted through all environments, so use one architecture`;
      return [{ path: `environments[${index}].services[${position}].architecture`, got, message }];
    }),
  );
}

function ofEnvironment(input: unknown, path: string): Problem[] {
  const services = listOf(input, 'services');
  const names = services.map(nameOf);
  const shape = environmentSchema.pick({ egress: true, region: true }).loose().safeParse(input);
  return [
    ...(shape.success ? egressRules(shape.data.egress, path) : []),
    ...repeated(services, (index) => `${path}.services[${index}].name`, 'service'),
    ...services.flatMap((service, index) => {
      const parsed = serviceSchema.safeParse(service);
      const region = shape.success ? shape.data.region : undefined;
      if (!parsed.success) return [];
      const at = `${path}.services[${index}]`;
      const { exposure } = parsed.data;
      return [
        ...serviceRules(parsed.data, at, { services, names, region }),
        ...objectiveRules({ exposure, objective: fieldOf(service, 'objective') }, at),
      ];
    }),
  ];
}

function egressRules(egress: Environment['egress'], path: string): Problem[] {
  if (egress.kind === 'nat-instance' && egress.gateways !== undefined) {
    return [
      {
        path: `${path}.egress.gateways`,
        got: egress.gateways,
        message: `allowed: only with kind 'nat-gateways'; fix: remove gateways or change the kind`,
      },
    ];
  }
  if (egress.kind === 'nat-gateways' && egress.instanceType !== undefined) {
    return [
      {
        path: `${path}.egress.instanceType`,
        got: egress.instanceType,
        message: `allowed: only with kind 'nat-instance'; fix: remove instanceType or change the kind`,
      },
    ];
  }
  return [];
}

/** What a service's rules need to know of its neighbours. */
interface Neighbours {
  readonly services: readonly unknown[];
  readonly names: readonly (string | undefined)[];
  readonly region: string | undefined;
}

function serviceRules(service: Service, path: string, neighbours: Neighbours): Problem[] {
  return [
    ...sizeRules(service, path),
    ...deliveryRules(service, `${path}.delivery`),
    ...httpsRules(service, path, neighbours.region),
    ...scalingRules(service, path),
    ...callRules(service, path, neighbours),
  ];
}

function sizeRules(service: Service, path: string): Problem[] {
  const sizes = memorySizesFor(service.cpu);
  if (sizes.includes(service.memoryMiB)) return [];
  const message = `allowed with cpu ${service.cpu}: ${sizes.join(', ')}; fix: pick one of these or another cpu`;
  return [{ path: `${path}.memoryMiB`, got: service.memoryMiB, message }];
}

function httpsRules(service: Service, path: string, region: string | undefined): Problem[] {
  const problems: Problem[] = [];
  if (service.https && service.exposure === 'internal') {
    const message = `allowed: only for a public service; fix: remove https or make the service public`;
    problems.push({ path: `${path}.https`, got: service.https.domainName, message });
  }
  const certificateRegion = service.https?.certificateArn.split(':')[3];
  if (certificateRegion !== undefined && region !== undefined && certificateRegion !== region) {
    const message = `allowed: a certificate of region ${region}; fix: request the certificate in ${region}`;
    problems.push({ path: `${path}.https.certificateArn`, got: certificateRegion, message });
  }
  return problems;
}

function scalingRules(service: Service, path: string): Problem[] {
  const { minTasks, maxTasks, requestsPerMinutePerTask, cpuPercent } = service.scaling;
  const problems: Problem[] = [];
  if (maxTasks < minTasks) {
    const message = `allowed: ${minTasks} (minTasks) or more; fix: raise maxTasks or lower minTasks`;
    problems.push({ path: `${path}.scaling.maxTasks`, got: maxTasks, message });
  }
  if (service.exposure === 'internal' && requestsPerMinutePerTask !== undefined) {
    const message = `allowed: only behind a load balancer; fix: use cpuPercent for an internal service`;
    problems.push({
      path: `${path}.scaling.requestsPerMinutePerTask`,
      got: requestsPerMinutePerTask,
      message,
    });
  }
  if (service.exposure === 'public' && cpuPercent !== undefined) {
    const message = `allowed: only without a load balancer; fix: use requestsPerMinutePerTask, because CPU halves while two versions run`;
    problems.push({ path: `${path}.scaling.cpuPercent`, got: cpuPercent, message });
  }
  return problems;
}

function callRules(service: Service, path: string, neighbours: Neighbours): Problem[] {
  return service.calls.flatMap((called, index) => {
    const at = neighbours.names.indexOf(called);
    const target: unknown = neighbours.services[at];
    if (called !== service.name && at >= 0 && fieldOf(target, 'exposure') === 'internal') return [];
    const others = neighbours.names.filter((name, other) => {
      return name !== service.name && fieldOf(neighbours.services[other], 'exposure') === 'internal';
    });
    const message = `allowed: ${others.length > 0 ? others.join(', ') : 'none, there is no other internal service'}; fix: name an internal service of the same environment`;
    return [{ path: `${path}.calls[${index}]`, got: called, message }];
  });
}

function repeated(items: readonly unknown[], path: (index: number) => string, what: string): Problem[] {
  const names = items.map(nameOf);
  return names.flatMap((name, index) => {
    if (name === undefined || names.indexOf(name) === index) return [];
    const message = `allowed: a name that no other ${what} has; fix: rename one of the two`;
    return [{ path: path(index), got: name, message }];
  });
}

function namesOf(environment: unknown): EnvironmentNames {
  return { name: nameOf(environment), services: listOf(environment, 'services').map(nameOf) };
}

function nameOf(item: unknown): string | undefined {
  const name = fieldOf(item, 'name');
  return typeof name === 'string' ? name : undefined;
}

function fieldOf(item: unknown, field: string): unknown {
  return typeof item === 'object' && item !== null ? (item as Record<string, unknown>)[field] : undefined;
}

function listOf(item: unknown, field: string): readonly unknown[] {
  const list = fieldOf(item, field);
  return Array.isArray(list) ? (list as unknown[]) : [];
}
