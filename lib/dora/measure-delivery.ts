import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { pipelineName } from '../shared/names';
import { isoTime } from './author-time';
import { daysBefore, metricRecord, trailingWindow } from './delivery-metrics';
import { measure } from './measure';
import { pipelineHistory } from './pipeline-history';
import { serviceOfPipeline } from './watched';
import type { WatchedPlaces } from './watched-places';

/** Further back than the window: what is open at its beginning, and what had been there before. */
const LOOK_BACK_DAYS = 60;

/** Events have whole seconds, cut off: what has just ended would seem to end after its own event. */
const ALLOWANCE_MS = 60_000;

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
      const window = trailingWindow(new Date(to.getTime() + ALLOWANCE_MS));
      for (const measured of measure(facts, places, window)) records.push(metricRecord(measured, to));
    } catch (error) {
      failed.push(
        `${service}: ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`,
      );
    }
  }
  return { records, failed };
}
