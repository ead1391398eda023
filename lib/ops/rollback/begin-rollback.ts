import { alarmStates } from '../aws/alarms';
import { pastExecutions } from '../aws/past-executions';
import { consent } from '../consent';
import { OperationError } from '../errors';
import { requirePassable } from '../incidents/freeze-rules';
import { readPlaceFacts, readServiceFacts } from '../place-facts';
import type { PlaceFacts, ServiceFacts } from '../place-facts';
import { placeOf } from '../places';
import type { Place, PlaceNames } from '../places';
import { currentRecord } from '../release-history';
import { tell } from '../session';
import type { Session } from '../session';
import { PREVIOUS, digestOf, versionName } from '../versions';
import type { HeldImage } from '../versions';
import { planLines, redAlarmsText } from './rollback-text';
import { routeTo } from './route';
import { startRoute } from './start';
import type { StartVersion } from './start';
import { targetOf } from './target';

/** Names and version from the command line. */
export interface RollbackOptions extends PlaceNames {
  /** `previous`, a commit id or a digest. */
  readonly to?: string;
}

/** What a rollback that has begun is called. */
export interface BegunRollback {
  readonly pipeline: string;
  readonly stage: string;
  readonly executionId: string;
  /** The version that it goes back to. */
  readonly version: string;
}

/**
 * Finds the way back, asks, and begins it. `startVersion` is how the pipeline is started where the stage alone cannot go
 * back. Resolves to the word for why nothing was begun in every other case.
 * @throws UsageError for names and versions that do not exist
 * @throws OperationError when it cannot work now
 */
export async function beginRollback(
  session: Session,
  options: RollbackOptions,
  startVersion: StartVersion,
): Promise<BegunRollback | 'unchanged' | 'declined'> {
  const place = placeOf(session.project, options);
  const shared = await readServiceFacts(session, place.service.name);
  const facts = await readPlaceFacts(session, place, shared.pipeline);
  const target = targetOf(options.to ?? PREVIOUS, facts.history, shared.images);
  const now = currentRecord(facts.history)?.image ?? '';
  if (digestOf(now) === target.digest) {
    const text = `${target.version} is the released version of ${place.service.name} already.`;
    tell(session, 'result', [text], { outcome: 'unchanged', version: target.version });
    return 'unchanged';
  }
  await requireQuiet(session, place, facts, target, shared);
  const { codePipeline } = session.clients;
  const { name: pipeline, version, releases } = shared.pipeline;
  const stage = place.environment.name;
  const past = await pastExecutions(codePipeline, pipeline, stage, target);
  const route = routeTo(target, past, version, session.clock.now());
  const door = shared.stages.find(({ name }) => name === stage);
  if (route.kind === 'version') requirePassable(pipeline, shared.stages, stage, session.wait);
  const from = versionName(now, shared.images);
  const environments = releases.map(({ name }) => name);
  const plan = planLines({ place, from, target, route, pipeline, environments, closed: door?.closed });
  const { version: to, digest } = target;
  if (!(await consent(session, plan, { from, to, digest, route }))) return 'declined';
  const executionId = await startRoute(session, { pipeline, stage, target, route }, startVersion);
  tell(session, 'started', [`Execution ${executionId} of ${pipeline} has begun.`], { pipeline, executionId });
  return { pipeline, stage, executionId, version: to };
}

/** A rollback needs a place where nothing moves and no alarm is red. */
async function requireQuiet(
  { clients }: Session,
  place: Place,
  { deployment, alarmNames }: PlaceFacts,
  target: HeldImage,
  { stages }: ServiceFacts,
): Promise<void> {
  const busy = stages.find(({ name }) => name === place.environment.name);
  if (deployment?.underWay) {
    throw new OperationError(
      `deployment ${deployment.id} is under way; wait for its end, or stop it and it goes back by itself: ${stopCommand(deployment.id)}`,
    );
  }
  if (busy?.status === 'InProgress') {
    throw new OperationError(
      `execution ${busy.executionId} is in the stage ${busy.name}; wait for its end (npm run ops -- status)`,
    );
  }
  const alarms = await alarmStates(clients.cloudWatch, alarmNames);
  const red = alarms.filter(({ state }) => state === 'ALARM');
  if (red.length > 0) throw new OperationError(redAlarmsText(place, target, red));
}

/** CodeDeploy numbers its deployments `d-…`; those of ECS have a command of their own. */
function stopCommand(id: string): string {
  return id.startsWith('d-')
    ? `aws deploy stop-deployment --deployment-id ${id} --auto-rollback-enabled`
    : `aws ecs stop-service-deployment --stop-type ROLLBACK --service-deployment-arn <arn of ${id}>`;
}
