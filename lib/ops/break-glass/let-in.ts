import { OverrideStageConditionCommand, RetryStageExecutionCommand } from '@aws-sdk/client-codepipeline';
import { pastExecutions } from '../aws/past-executions';
import { recordRelease } from '../aws/release-record';
import { OperationError } from '../errors';
import { requirePassable, waitsFrozen } from '../incidents/freeze-rules';
import { recordName } from '../place-facts';
import { currentRecord } from '../release-history';
import { releaseAgain } from '../rollback/release-again';
import { routeTo } from '../rollback/route';
import { startRoute } from '../rollback/start';
import { tell } from '../session';
import type { Session } from '../session';
import { paragraph } from '../text';
import { followExecution } from '../watch/follow-execution';
import type { Followed } from '../watch/follow-execution';
import type { StageVerdict } from '../watch/stage-verdict';
import { doorOf } from './door';
import { isAtDoor } from './fix';
import type { GlassJob } from './glass-job';
import { noteText } from './note';

/** Names of errors by which CodePipeline says that a condition cannot be overridden at this moment. */
const NOT_NOW = ['ConditionNotOverridableException', 'ConflictException'];

/**
 * Lets the pipeline release past the conditions of the stage. Behind ECS that is all: it ignores alarms that are red
 * when a deployment begins. Source: Amazon ECS developer guide, "How CloudWatch alarms detect deployment failures".
 * @throws OperationError when nothing can be overridden yet and nobody waits
 */
export async function letIn(session: Session, job: GlassJob): Promise<StageVerdict> {
  const { place, shared, facts, fix } = job;
  const stage = place.environment.name;
  const waits = fix.execution !== undefined && isAtDoor(doorOf(shared, stage));
  if (!waits && !session.wait) {
    throw new OperationError(
      'the release is not at the conditions of the stage yet, and only while it waits there can they be overridden; leave --no-wait out',
    );
  }
  // Written before: afterwards the pipeline itself records the release.
  const image = currentRecord(facts.history)?.image ?? '';
  const note = noteText({ ...job, image: fix.image.reference, at: session.clock.now() });
  await recordRelease(session.clients.ssm, recordName(place), { image, note });
  const executionId = await entrant(session, job);
  const pipeline = shared.pipeline.name;
  tell(session, 'started', [`Execution ${executionId} of ${pipeline} is on its way.`], { executionId });
  const followed = { pipeline, executionId, stage };
  const overridden = waits && (await overrideNow(session, followed));
  if (!session.wait) return overridden ? { kind: 'running' } : { kind: 'blocked' };
  return followExecution(session, { ...followed, overridden }, async () => override(session, followed));
}

/** Overrides; resolves to false when the conditions still think, which CodePipeline may not let anybody interrupt. */
async function overrideNow(session: Session, followed: Followed): Promise<boolean> {
  try {
    await override(session, followed);
    return true;
  } catch (error) {
    if (!(error instanceof Error && NOT_NOW.includes(error.name))) throw error;
    const text = `The conditions cannot be overridden yet (${error.name}); they will be when they have failed.`;
    tell(session, 'held', paragraph(text), { executionId: followed.executionId });
    return false;
  }
}

async function override(
  session: Session,
  { pipeline, executionId, stage }: Omit<Followed, 'overridden'>,
): Promise<void> {
  const command = new OverrideStageConditionCommand({
    pipelineName: pipeline,
    stageName: stage,
    pipelineExecutionId: executionId,
    conditionType: 'BEFORE_ENTRY',
  });
  await session.clients.codePipeline.send(command);
  tell(session, 'overridden', ['The conditions of the stage are overridden for it.'], { executionId });
}

/** The execution that is to be let in: the one that is held, the failed one again, or a new one. */
async function entrant(session: Session, job: GlassJob): Promise<string> {
  const { place, shared, fix } = job;
  const { codePipeline } = session.clients;
  const { name: pipeline, version } = shared.pipeline;
  const stage = place.environment.name;
  if (fix.execution) {
    const door = doorOf(shared, stage);
    if (isAtDoor(door) || waitsFrozen(door)) return fix.execution.id;
    const retry = new RetryStageExecutionCommand({
      pipelineName: pipeline,
      stageName: stage,
      pipelineExecutionId: fix.execution.id,
      retryMode: 'FAILED_ACTIONS',
    });
    return (await codePipeline.send(retry)).pipelineExecutionId ?? fix.execution.id;
  }
  const past = await pastExecutions(codePipeline, pipeline, stage, fix.image);
  const route = routeTo(fix.image, past, version, session.clock.now());
  if (route.kind === 'version') requirePassable(pipeline, shared.stages, stage, session.wait);
  return startRoute(session, { pipeline, stage, target: fix.image, route }, releaseAgain);
}
