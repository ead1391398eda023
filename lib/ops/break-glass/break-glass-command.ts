import { alarmStates } from '../aws/alarms';
import { whoIs } from '../aws/identity';
import { pastExecutions } from '../aws/past-executions';
import { readExecution } from '../aws/pipeline-state';
import { consent, requireConsent } from '../consent';
import { OperationError } from '../errors';
import { readPlaceFacts, readServiceFacts } from '../place-facts';
import type { PlaceFacts, ServiceFacts } from '../place-facts';
import { placeOf } from '../places';
import type { Place, PlaceNames } from '../places';
import { currentRecord } from '../release-history';
import { tell } from '../session';
import type { Session } from '../session';
import { paragraph } from '../text';
import { versionName } from '../versions';
import { deployNow, settle } from './deploy-now';
import { fixOf, requireArrived } from './fix';
import type { Fix } from './fix';
import type { GlassJob } from './glass-job';
import { afterwards, glassLines } from './glass-text';
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
  requireConsent(session);
  const place = placeOf(session.project, options);
  const reason = checkedReason(options.reason);
  const who = await whoIs(session.clients.sts, place);
  const shared = await readServiceFacts(session, place.service.name);
  const facts = await readPlaceFacts(session, place, shared.pipeline);
  const begun = unfinished(facts);
  if (begun) return takeUp(session, place, shared, begun);
  if (facts.deployment?.underWay) {
    throw new OperationError(
      `deployment ${facts.deployment.id} is under way; wait for its end, or stop it (npm run ops -- status)`,
    );
  }
  const alarms = await alarmStates(session.clients.cloudWatch, facts.alarmNames);
  const red = alarms.filter(({ state }) => state === 'ALARM');
  if (red.length === 0) {
    throw new OperationError(
      'no alarm of this service is in ALARM, so there is no glass to break; release through the pipeline, or use npm run ops -- rollback',
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
  const id = stage?.executionId;
  const execution = id === undefined ? undefined : await readExecution(codePipeline, pipeline.name, id);
  const sources = { to, environment, stage, execution, history, images };
  const fix = fixOf(sources);
  const before = pipeline.stages[pipeline.stages.indexOf(environment) - 1] ?? '';
  const arrivals = fix.execution ? [] : await pastExecutions(codePipeline, pipeline.name, before, fix.image);
  requireArrived(fix, sources, arrivals);
  return fix;
}

async function release(session: Session, job: GlassJob): Promise<number> {
  const { place, shared, facts, fix } = job;
  const { deploy } = facts.stage;
  const { version, reference } = fix.image;
  if (deploy.controller === 'ecs') {
    const verdict = await letIn(session, job);
    if (verdict.kind === 'running') {
      tell(session, 'result', [], { outcome: 'started', version });
      return 0;
    }
    if (verdict.kind === 'succeeded') return released(session, version, []);
    const reason = verdict.kind === 'failed' ? verdict.reason : 'the conditions could not be overridden';
    tell(session, 'result', paragraph(`Not released: ${reason}`), { outcome: 'failed', reason });
    return 1;
  }
  const deploymentId = await deployNow(session, job, deploy);
  if (!session.wait) {
    const later = 'It is not recorded yet: run the same command again when the deployment has ended.';
    tell(session, 'result', paragraph(later), { outcome: 'started', version, deploymentId });
    return 0;
  }
  const note = noteText({ ...job, image: reference, at: session.clock.now() });
  if (!(await settle(session, place, { deploymentId, image: reference, note }))) return 1;
  return released(session, version, afterwards(place, shared.pipeline.name, fix.execution?.id));
}

function released(session: Session, version: string, next: readonly string[]): number {
  tell(session, 'result', [`${version} is released.`, ...next], { outcome: 'released', version });
  return 0;
}

interface Begun {
  readonly deploymentId: string;
  readonly image: string;
  readonly note: string;
}

/** A break-glass deployment that is under way, or has succeeded and is not recorded. */
function unfinished({ deployment, history }: PlaceFacts): Begun | undefined {
  const image = notedImage(deployment?.description);
  if (!deployment?.description || image === undefined) return undefined;
  const recorded = currentRecord(history)?.image === image;
  const open = deployment.underWay || (deployment.status === 'Succeeded' && !recorded);
  return open ? { deploymentId: deployment.id, image, note: deployment.description } : undefined;
}

/** Takes up what an earlier call began: nothing new is released, but the release is recorded. */
async function takeUp(
  session: Session,
  place: Place,
  { images }: ServiceFacts,
  begun: Begun,
): Promise<number> {
  const version = versionName(begun.image, images);
  const text = `Deployment ${begun.deploymentId} of ${version} was begun before. Nothing new is released: it is waited for, and recorded when it has succeeded.`;
  if (!(await consent(session, paragraph(text), begun))) return 1;
  if (!(await settle(session, place, begun))) return 1;
  return released(session, version, []);
}

function planOf(job: GlassJob): Parameters<typeof glassLines>[0] {
  const { facts, shared, fix, red } = job;
  const from = versionName(currentRecord(facts.history)?.image ?? '', shared.images);
  const { controller } = facts.stage.deploy;
  return { ...job, from, to: fix.image.version, red: red.map(({ name }) => name), controller };
}

function dataOf(job: GlassJob): object {
  const { from, to, red, controller } = planOf(job);
  const { reason, who, allAtOnce, fix } = job;
  return { from, to, digest: fix.image.digest, red, reason, who, controller, allAtOnce };
}
