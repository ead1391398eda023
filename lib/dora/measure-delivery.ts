import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { pipelineName } from '../shared/names';
import { isoTime } from './author-time';
import { daysBefore, metricRecord, trailingWindow } from './delivery-metrics';
import type { Place } from './history';
import { measure } from './measure';
import { pipelineHistory } from './pipeline-history';
import { serviceOfPipeline } from './watched';
import type { Watched } from './watched';

/** Environment variables of the function that measures. */
export const MEASURE_ENV = {
  /** Name of the project. */
  project: 'PROJECT',
  /** Every `<service>/<environment>`, with commas between them. */
  places: 'PLACES',
} as const;

/** Further back than the window: what is open at its beginning, and what had been there before. */
const LOOK_BACK_DAYS = 60;

/** The places that are measured, and the names that they are made of. */
export interface WatchedPlaces extends Watched {
  readonly places: readonly Place[];
}

/** What an event makes necessary. */
export type Task = { readonly services: readonly string[]; readonly to: Date } | { readonly ignored: string };

/**
 * The services that have to be measured after an event: the one whose pipeline it is about, or all by the clock. The
 * time is that of the event, so that the same event asks for the same numbers whenever and however often it comes.
 */
export function taskOf(event: unknown, watched: WatchedPlaces): Task {
  const fields = (typeof event === 'object' && event !== null ? event : {}) as Readonly<
    Record<string, unknown>
  >;
  const to = isoTime(String(fields.time));
  if (to === undefined) return { ignored: 'the event has no time' };
  if (fields['detail-type'] === 'Scheduled Event') return { services: watched.services, to };
  const { pipeline } = (fields.detail ?? {}) as Readonly<Record<string, unknown>>;
  const service = serviceOfPipeline(watched, String(pipeline));
  return service === undefined
    ? { ignored: `pipeline ${String(pipeline)} is not of this project` }
    : { services: [service], to };
}

/**
 * The metrics of every environment of each service, as lines for the log. A service that cannot be read does not keep
 * the others from being measured.
 */
export async function measureServices(
  client: CodePipelineClient,
  watched: WatchedPlaces,
  { services, to }: { readonly services: readonly string[]; readonly to: Date },
): Promise<{ readonly records: readonly object[]; readonly failed: readonly string[] }> {
  const records: object[] = [];
  const failed: string[] = [];
  for (const service of services) {
    try {
      const pipeline = { service, name: pipelineName(watched.project, service) };
      const facts = await pipelineHistory(client, pipeline, watched, daysBefore(to, LOOK_BACK_DAYS));
      const places = watched.places.filter((place) => place.service === service);
      for (const measured of measure(facts, places, trailingWindow(to)))
        records.push(metricRecord(measured, to));
    } catch (error) {
      failed.push(
        `${service}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
      );
    }
  }
  return { records, failed };
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
