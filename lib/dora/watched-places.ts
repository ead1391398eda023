import type { Place } from './history';
import type { Watched } from './watched';

/** Environment variables of the function that measures. */
export const MEASURE_ENV = {
  /** Name of the project. */
  project: 'PROJECT',
  /** Every `<service>/<environment>`, with commas between them. */
  places: 'PLACES',
} as const;

/** The places that are measured, and the names that they are made of. */
export interface WatchedPlaces extends Watched {
  readonly places: readonly Place[];
}

/** The places in the environment of the function; what is missing watches nothing. */
export function watchedBy(environment: Readonly<Record<string, string | undefined>>): WatchedPlaces {
  const names = (environment[MEASURE_ENV.places] ?? '').split(',').filter(Boolean);
  const places = names.map((name): Place => {
    const [service = '', place = ''] = name.split('/');
    return { service, environment: place };
  });
  return {
    project: environment[MEASURE_ENV.project] ?? '',
    places,
    services: [...new Set(places.map(({ service }) => service))],
    environments: [...new Set(places.map((place) => place.environment))],
  };
}
