import { OverrideStageConditionCommand, RetryStageExecutionCommand } from '@aws-sdk/client-codepipeline';
import { recordRelease } from '../aws/parameters';
import { pastExecutions } from '../aws/past-executions';
import { OperationError } from '../errors';
import { recordName } from '../place-facts';
import { currentRecord } from '../release-history';
import { routeTo } from '../rollback/route';
import { startRoute } from '../rollback/start';
import { tell } from '../session';
import type { Session } from '../session';
import { followExecution } from '../watch/follow-execution';
import type { StageVerdict } from '../watch/stage-verdict';
import { doorOf } from './door';
import { isAtDoor, isHeld } from './fix';
import type { GlassJob } from './glass-job';
import { noteText } from './note';

/**
 * Lets the pipeline release past the conditions of the stage; ECS does the rest, and ignores alarms that are red when
 * a deployment begins. Source: Amazon ECS developer guide, "How CloudWatch alarms detect deployment failures".
 */
export async function letIn(session: Session, job: GlassJob): Promise<StageVerdict> {
  const { place, shared, facts, fix } = job;
  const held = fix.execution !== undefined && isHeld(doorOf(shared, place.environment.name));
  if (!held && !session.wait) {
    throw new OperationError(
      'the release is not at the conditions of the stage yet, and only while it waits there can they be overridden; leave --no-wait out',
    );
  }
  const image = currentRecord(facts.history)?.image ?? '';
  // Written before: afterwards the pipeline itself records the release.
  const note = noteText({ ...job, image: fix.image.reference, at: session.clock.now() });
  await recordRelease(session.clients.ssm, recordName(place), { image, note });
  const pipeline = shared.pipeline.name;
  const stage = place.environment.name;
  const executionId = await entrant(session, job);
  tell(session, 'started', [`Execution ${executionId} of ${pipeline} is on its way.`], { executionId });
  const override = async (): Promise<void> => {
    await session.clients.codePipeline.send(
      new OverrideStageConditionCommand({
        pipelineName: pipeline,
        stageName: stage,
        pipelineExecutionId: executionId,
        conditionType: 'BEFORE_ENTRY',
      }),
    );
    tell(session, 'overridden', ['The conditions of the stage are overridden for it.'], { executionId });
  };
  if (held) await override();
  if (!session.wait) return { kind: 'running' };
  return followExecution(session, { pipeline, executionId, stage, overridden: held }, override);
}

/** The execution that is to be let in: the one that is held, the failed one again, or a new one. */
async function entrant(session: Session, job: GlassJob): Promise<string> {
  const { place, shared, fix } = job;
  const { codePipeline } = session.clients;
  const { name: pipeline, version } = shared.pipeline;
  const stage = place.environment.name;
  if (fix.execution) {
    if (isAtDoor(doorOf(shared, stage))) return fix.execution.id;
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
  return startRoute(codePipeline, { pipeline, stage, target: fix.image, route });
}
