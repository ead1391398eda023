import { alarmStates } from '../aws/alarms';
import { whoIs } from '../aws/identity';
import { pastExecutions } from '../aws/past-executions';
import { readExecution } from '../aws/pipeline-state';
import { consent, requireConsent } from '../consent';
import { OperationError } from '../errors';
import { waitsFrozen } from '../incidents/freeze-rules';
import { readPlaceFacts, readServiceFacts } from '../place-facts';
import type { PlaceFacts, ServiceFacts } from '../place-facts';
import { placeOf } from '../places';
import type { Place, PlaceNames } from '../places';
import { currentRecord } from '../release-history';
import { tell } from '../session';
import type { Session } from '../session';
import { paragraph } from '../text';
import { requireVersionForm, versionName } from '../versions';
import { deployNow, settle } from './deploy-now';
import type { Begun, CodeDeployAction } from './deploy-now';
import { closeDoor, doorOf, isOurs, openDoor } from './door';
import { fixOf, isAtDoor, requireArrived } from './fix';
import type { Fix } from './fix';
import { wayOf } from './glass-job';
import type { GlassJob } from './glass-job';
import { afterFreeze, afterwards, glassLines } from './glass-text';
import { letIn } from './let-in';
import { checkedReason, notedImage, noteText } from './note';

/** Names, version and reason from the command line. */
export interface BreakGlassOptions extends PlaceNames {
  readonly to?: string;
  readonly reason?: string;
  readonly allAtOnce?: boolean;
}

/**
 * `ops break-glass`: releases although an alarm is red; asks before. Resolves to the exit status.
 * @throws UsageError for names, versions and reasons that are no good
 * @throws OperationError when it cannot work now
 */
export async function breakGlassCommand(session: Session, options: BreakGlassOptions): Promise<number> {
  const place = placeOf(session.project, options);
  const reason = checkedReason(options.reason);
  requireVersionForm(options.to);
  requireConsent(session);
  const who = await whoIs(session.clients.sts, place);
  const shared = await readServiceFacts(session, place.service.name);
  const facts = await readPlaceFacts(session, place, shared.pipeline);
  const begun = unfinished(facts, doorOf(shared, place.environment.name)?.closed);
  if (begun) return takeUp(session, { place, shared }, begun);
  if (facts.deployment?.underWay) {
    throw new OperationError(
      `deployment ${facts.deployment.id} is under way; wait for its end, or stop it (npm run ops -- status)`,
    );
  }
  const alarms = await alarmStates(session.clients.cloudWatch, facts.alarmNames);
  const red = alarms.filter(({ state }) => state === 'ALARM');
  const door = doorOf(shared, place.environment.name);
  if (red.length === 0 && !isAtDoor(door) && !waitsFrozen(door)) {
    if (isOurs(door?.closed)) return letPipelineIn(session, { place, shared });
    throw new OperationError(
      'no alarm of this service is in ALARM and no release waits at the stage, so there is no glass to break; release through the pipeline, or use npm run ops -- rollback',
    );
  }
  const fix = await readFix(session, place, shared, facts, options.to);
  const job = { place, shared, facts, fix, red, reason, who, allAtOnce: options.allAtOnce ?? false };
  if (!(await consent(session, glassLines(planOf(job)), dataOf(job)))) return 1;
  return release(session, job);
}

async function readFix(
  { clients: { codePipeline } }: Session,
  place: Place,
  { stages, pipeline, images }: ServiceFacts,
  { history }: PlaceFacts,
  to: string | undefined,
): Promise<Fix> {
  const environment = place.environment.name;
  const stage = stages.find(({ name }) => name === environment);
  const id = waitsFrozen(stage) && !isAtDoor(stage) ? stage?.waiting : stage?.executionId;
  const execution = id === undefined ? undefined : await readExecution(codePipeline, pipeline.name, id);
  const sources = { to, environment, stage, execution, history, images };
  const fix = fixOf(sources);
  const before = pipeline.stages[pipeline.stages.indexOf(environment) - 1] ?? '';
  const arrivals = fix.execution ? [] : await pastExecutions(codePipeline, pipeline.name, before, fix.image);
  requireArrived(fix, sources, arrivals);
  return fix;
}

async function release(session: Session, job: GlassJob): Promise<number> {
  const { deploy } = job.facts.stage;
  const own = wayOf(job) === 'own-deployment' && deploy.controller === 'code-deploy';
  return own ? byCodeDeploy(session, job, deploy) : byPipeline(session, job);
}

async function byPipeline(session: Session, job: GlassJob): Promise<number> {
  const { version } = job.fix.image;
  const verdict = await letIn(session, job);
  if (verdict.kind === 'succeeded') return released(session, version, []);
  if (verdict.kind === 'running') {
    tell(session, 'result', [], { outcome: 'started', version });
    return 0;
  }
  const reason = verdict.kind === 'failed' ? verdict.reason : 'the conditions could not be overridden';
  tell(session, 'result', paragraph(`Not released: ${reason}`), { outcome: 'failed', reason });
  return 1;
}

async function byCodeDeploy(session: Session, job: GlassJob, deploy: CodeDeployAction): Promise<number> {
  const { place, shared, fix } = job;
  const { version, reference: image } = fix.image;
  const stage = place.environment.name;
  const door = { pipeline: shared.pipeline.name, stage };
  const before = doorOf(shared, stage);
  const note = noteText({ ...job, image, at: session.clock.now() });
  await closeDoor(session, door, before, note);
  const deploymentId = await deployNow(session, job, deploy, note).catch(async (error: unknown) => {
    await openDoor(session, door, before?.closed);
    throw error;
  });
  if (session.wait) return finish(session, job, { deploymentId, image, note }, fix.execution?.id);
  const later = `When the deployment has ended, run the same command again: it records the release and lets the pipeline into ${stage}.`;
  tell(session, 'result', paragraph(later), { outcome: 'started', version, deploymentId });
  return 0;
}

/** Waits, records, and lets the pipeline in again; when anything goes wrong it stays out until the next call. */
async function finish(
  session: Session,
  { place, shared }: Pick<GlassJob, 'place' | 'shared'>,
  begun: Begun,
  executionId?: string,
): Promise<number> {
  const stage = place.environment.name;
  const { name: pipeline } = shared.pipeline;
  const done = await settle(session, place, begun);
  await openDoor(session, { pipeline, stage }, doorOf(shared, stage)?.closed);
  if (!done) return 1;
  const door = doorOf(shared, stage);
  const waits = executionId !== undefined && waitsFrozen(door) && door?.waiting === executionId;
  const next = waits ? afterFreeze(stage) : afterwards(place, pipeline, executionId);
  return released(session, versionName(begun.image, shared.images), next);
}

function released(session: Session, version: string, next: readonly string[]): number {
  tell(session, 'result', [`${version} is released.`, ...next], { outcome: 'released', version });
  return 0;
}

/** A break-glass deployment that is under way, is not recorded, or still keeps the pipeline out. */
function unfinished({ deployment, history }: PlaceFacts, closed: string | undefined): Begun | undefined {
  const image = notedImage(deployment?.description);
  if (!deployment?.description || image === undefined) return undefined;
  const unrecorded = deployment.status === 'Succeeded' && currentRecord(history)?.image !== image;
  const open = deployment.underWay || unrecorded || isOurs(closed);
  return open ? { deploymentId: deployment.id, image, note: deployment.description } : undefined;
}

/** Takes up what an earlier call began: nothing new is released, but the release is recorded. */
async function takeUp(
  session: Session,
  job: Pick<GlassJob, 'place' | 'shared'>,
  begun: Begun,
): Promise<number> {
  const version = versionName(begun.image, job.shared.images);
  const text = `Deployment ${begun.deploymentId} of ${version} was begun before. Nothing new is released: it is waited for, recorded when it has succeeded, and the pipeline is let in again.`;
  if (!(await consent(session, paragraph(text), begun))) return 1;
  return finish(session, job, begun);
}

/** Ends what an earlier call left: its deployment has failed or was never made, and the pipeline is still kept out. */
async function letPipelineIn(
  session: Session,
  { place, shared }: Pick<GlassJob, 'place' | 'shared'>,
): Promise<number> {
  const stage = place.environment.name;
  const { name: pipeline } = shared.pipeline;
  const text = `An earlier call keeps the pipeline out of ${stage}, and has no deployment that could be taken up. Nothing is released: the pipeline is let in again.`;
  if (!(await consent(session, paragraph(text), { pipeline, stage }))) return 1;
  await openDoor(session, { pipeline, stage }, doorOf(shared, stage)?.closed);
  tell(session, 'result', [], { outcome: 'unchanged' });
  return 0;
}

function planOf(job: GlassJob): Parameters<typeof glassLines>[0] {
  const { facts, shared, fix, red } = job;
  const from = versionName(currentRecord(facts.history)?.image ?? '', shared.images);
  const { controller } = facts.stage.deploy;
  const names = red.map(({ name }) => name);
  return { ...job, from, to: fix.image.version, red: names, way: wayOf(job), controller };
}

function dataOf(job: GlassJob): object {
  const { from, to, red, way, controller } = planOf(job);
  const { reason, who, allAtOnce, fix } = job;
  return { from, to, digest: fix.image.digest, red, reason, who, way, controller, allAtOnce };
}
