import { alarmStates } from '../aws/alarms';
import { pastExecutions } from '../aws/past-executions';
import type { StageSnapshot } from '../aws/pipeline-state';
import { consent } from '../consent';
import { OperationError } from '../errors';
import { readPlaceFacts, readServiceFacts } from '../place-facts';
import type { PlaceFacts } from '../place-facts';
import { placeOf } from '../places';
import type { PlaceNames } from '../places';
import { currentRecord } from '../release-history';
import { tell } from '../session';
import type { Session } from '../session';
import { PREVIOUS, digestOf, versionName } from '../versions';
import { planLines } from './rollback-text';
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
  const stage = place.environment.name;
  await requireQuiet(
    session,
    facts,
    shared.stages.find(({ name }) => name === stage),
  );
  const { codePipeline } = session.clients;
  const { name: pipeline, version, releases } = shared.pipeline;
  const past = await pastExecutions(codePipeline, pipeline, stage, target);
  const route = routeTo(target, past, version, session.clock.now());
  if (route.kind === 'version') requireOpen(pipeline, shared.stages, stage);
  const from = versionName(now, shared.images);
  const environments = releases.map(({ name }) => name);
  const plan = planLines({ place, from, target, route, pipeline, environments });
  const { version: to, digest } = target;
  if (!(await consent(session, plan, { from, to, digest, route }))) return 'declined';
  const executionId = await startRoute(session, { pipeline, stage, target, route }, startVersion);
  tell(session, 'started', [`Execution ${executionId} of ${pipeline} has begun.`], { pipeline, executionId });
  return { pipeline, stage, executionId, version: to };
}

/**
 * A rollback needs a place where nothing moves. CodeDeploy also stops every deployment while an alarm of its group is red;
 * ECS ignores alarms that are red when a deployment begins.
 * Source: Amazon ECS developer guide, "How CloudWatch alarms detect deployment failures".
 */
async function requireQuiet(
  { clients }: Session,
  { deployment, alarmNames, stage }: PlaceFacts,
  busy: StageSnapshot | undefined,
): Promise<void> {
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
  if (stage.deploy.controller === 'ecs') return;
  const alarms = await alarmStates(clients.cloudWatch, alarmNames);
  const red = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (red.length === 0) return;
  throw new OperationError(
    `${red.join(', ')} in ALARM would stop the rollback at once; docs/runbooks/alarm-already-red.md has the commands that go back past it`,
  );
}

/**
 * A way back through the whole pipeline waits before every closed stage, like any release.
 * @throws OperationError with the command that opens it
 */
function requireOpen(pipeline: string, stages: readonly StageSnapshot[], last: string): void {
  const upToIt = stages.slice(0, stages.findIndex(({ name }) => name === last) + 1);
  const shut = upToIt.find(({ closed }) => closed !== undefined);
  if (!shut) return;
  throw new OperationError(
    `the stage ${shut.name} is closed: "${shut.closed}"; this goes through the whole pipeline and would wait there. Open it first: aws codepipeline enable-stage-transition --pipeline-name ${pipeline} --stage-name ${shut.name} --transition-type Inbound`,
  );
}

/** CodeDeploy numbers its deployments `d-…`; those of ECS have a command of their own. */
function stopCommand(id: string): string {
  return id.startsWith('d-')
    ? `aws deploy stop-deployment --deployment-id ${id} --auto-rollback-enabled`
    : `aws ecs stop-service-deployment --stop-type ROLLBACK --service-deployment-arn <arn of ${id}>`;
}
