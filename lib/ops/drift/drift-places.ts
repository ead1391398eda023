import type { Project } from '../../config/schema';
import { stackPlaces, stackShape } from '../../drift/stack-places';
import type { StackPlace } from '../../drift/stack-places';
import { UsageError } from '../errors';
import { placesOf } from '../places';
import type { PlaceNames } from '../places';

/** Names from the command line; absent means every stack. */
export interface DriftNames extends PlaceNames {
  readonly stack?: string;
  /** Where the stacks are, in place of what the configuration says. */
  readonly region?: string;
}

/**
 * The stacks that the names allow, the toolchain first.
 * @throws UsageError with the legal names
 */
export function driftPlaces(project: Project, names: DriftNames): StackPlace[] {
  const all = stackPlaces(stackShape(project));
  const { stack, environment, service } = names;
  if (environment !== undefined || service !== undefined) placesOf(project, { environment, service });
  const long =
    stack === undefined || stack.startsWith(`${project.project}-`) ? stack : `${project.project}-${stack}`;
  const chosen = all.filter(
    (place) =>
      (long === undefined || place.stack === long) &&
      (environment === undefined || place.environment === environment) &&
      (service === undefined || isOf(project.project, place, service)),
  );
  const { region } = names;
  if (chosen.length > 0) return chosen.map((place) => ({ ...place, ...(region && { region }) }));
  const known = all.map((place) => place.stack).join(', ');
  throw new UsageError(`--stack: got "${stack}"; allowed: ${known}`);
}

function isOf(project: string, { stack, environment }: StackPlace, service: string): boolean {
  return (
    stack ===
    (environment === undefined ? `${project}-pipeline-${service}` : `${project}-${environment}-${service}`)
  );
}
