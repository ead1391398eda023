import type { Environment, Project, Service } from '../config/schema';
import { UsageError } from './errors';

/** One service in one environment. */
export interface Place {
  readonly project: string;
  readonly environment: Environment;
  readonly service: Service;
}

/** Names from the command line; absent means every one. */
export interface PlaceNames {
  readonly service?: string;
  readonly environment?: string;
}

/**
 * Every place that the names allow, environments in the order of promotion.
 * @throws UsageError with the legal names
 */
export function placesOf(project: Project, names: PlaceNames): Place[] {
  const environments = project.environments.filter(({ name }) => name === (names.environment ?? name));
  if (environments.length === 0) {
    throw unknown('--environment', names.environment, namesOf(project.environments));
  }
  checkService(project, names.service);
  const places = environments.flatMap((environment) =>
    environment.services
      .filter(({ name }) => name === (names.service ?? name))
      .map((service) => ({ project: project.project, environment, service })),
  );
  if (places.length === 0) {
    const homes = project.environments.filter(({ services }) =>
      services.some(({ name }) => name === names.service),
    );
    throw unknown(
      '--environment',
      names.environment,
      namesOf(homes),
      `${names.service} is not in every environment`,
    );
  }
  return places;
}

/**
 * The one place that both names mean.
 * @throws UsageError with the legal names
 */
export function placeOf(project: Project, names: PlaceNames): Place {
  if (names.service === undefined) throw missing('--service', serviceNames(project));
  if (names.environment === undefined) throw missing('--environment', namesOf(project.environments));
  const [place] = placesOf(project, names);
  if (!place) throw new UsageError(`${names.service} is not in ${names.environment}`);
  return place;
}

/**
 * The service that is meant.
 * @throws UsageError with the legal names
 */
export function serviceOf(project: Project, name: string | undefined): string {
  if (name === undefined) throw missing('--service', serviceNames(project));
  checkService(project, name);
  return name;
}

function checkService(project: Project, name: string | undefined): void {
  const known = serviceNames(project);
  if (name !== undefined && !known.includes(name)) throw unknown('--service', name, known);
}

function serviceNames({ environments }: Project): string[] {
  return [...new Set(environments.flatMap(({ services }) => namesOf(services)))].sort();
}

function namesOf(things: readonly { readonly name: string }[]): string[] {
  return things.map(({ name }) => name);
}

function unknown(flag: string, got: string | undefined, known: readonly string[], why = ''): UsageError {
  return new UsageError(`${flag}: got "${got}"; allowed: ${known.join(', ')}${why && ` (${why})`}`);
}

function missing(flag: string, known: readonly string[]): UsageError {
  return new UsageError(`${flag} is missing; allowed: ${known.join(', ')}`);
}
