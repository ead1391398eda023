import { imageOfTask } from '../../delivery/task-image';
import { alarmStates } from '../aws/alarms';
import { readExecution } from '../aws/pipeline-state';
import { OperationError } from '../errors';
import { failureOf } from '../failure';
import { readPlaceFacts, readServiceFacts } from '../place-facts';
import type { ServiceFacts } from '../place-facts';
import { placesOf } from '../places';
import type { Place, PlaceNames } from '../places';
import type { Session } from '../session';
import { placeStatus, unreadStatus } from './place-status';
import type { PlaceStatus } from './place-status';
import { statusLines } from './status-text';

/**
 * `ops status`: what is released where. A place that cannot be read is told as unknown, and then the status is 1.
 * @throws UsageError for names that the configuration does not have
 * @throws OperationError when no place can be read, all for the same reason
 */
export async function statusCommand(session: Session, names: PlaceNames): Promise<number> {
  const places = placesOf(session.project, names);
  const services = [...new Set(places.map(({ service }) => service.name))];
  const shared = new Map(services.map((service) => [service, settle(readServiceFacts(session, service))]));
  const statuses = await Promise.all(
    places.map(async (place) => {
      const facts = await shared.get(place.service.name);
      if (!facts || 'error' in facts)
        return unreadStatus(place, failureOf(facts?.error, session.profile).message);
      return readStatus(session, place, facts.value).catch((error: unknown) =>
        unreadStatus(place, failureOf(error, session.profile).message),
      );
    }),
  );
  const problems = new Set(statuses.map(({ problem }) => problem));
  const [only] = problems;
  if (problems.size === 1 && only !== undefined) throw new OperationError(only);
  for (const status of statuses) {
    for (const line of [...statusLines(status), '']) session.output.say(line);
  }
  if (session.json) session.output.data({ places: statuses });
  return statuses.some(({ problem }) => problem !== undefined) ? 1 : 0;
}

async function readStatus(session: Session, place: Place, shared: ServiceFacts): Promise<PlaceStatus> {
  const { clients } = session;
  const facts = await readPlaceFacts(session, place, shared.pipeline);
  const id = shared.stages.find(({ name }) => name === place.environment.name)?.executionId;
  const [image = '', alarms, execution] = await Promise.all([
    imageOfTask(clients.ecs, facts.running.taskDefinition),
    alarmStates(clients.cloudWatch, facts.alarmNames),
    id === undefined ? undefined : readExecution(clients.codePipeline, shared.pipeline.name, id),
  ]);
  return placeStatus(place, { shared, facts, image, alarms, ...(execution && { execution }) });
}

type Settled<T> = { readonly value: T } | { readonly error: unknown };

/** The shared facts are waited for in several places, so their failure must not be an unhandled one. */
async function settle<T>(promise: Promise<T>): Promise<Settled<T>> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
}
