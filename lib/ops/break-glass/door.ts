import {
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import type { StageSnapshot } from '../aws/pipeline-state';
import { OperationError } from '../errors';
import { failureOf } from '../failure';
import type { ServiceFacts } from '../place-facts';
import { tell } from '../session';
import type { Session } from '../session';
import { isAtDoor, isHeld } from './fix';
import { NOTE_BEGINNING } from './note';

/** A stage of a pipeline. */
export interface Door {
  readonly pipeline: string;
  readonly stage: string;
}

/** Longest reasons that CodePipeline takes. */
const MOST = { transition: 300, stop: 200 };

/**
 * Keeps the pipeline out of the stage while a deployment of our own runs. It would fail there, and CodePipeline would
 * then roll the stage back: to the broken version. A stage that somebody else has closed stays as it is.
 */
export async function closeDoor(
  session: Session,
  { pipeline, stage }: Door,
  snapshot: StageSnapshot | undefined,
  note: string,
): Promise<void> {
  const { codePipeline } = session.clients;
  if (snapshot?.closed === undefined) {
    const disable = new DisableStageTransitionCommand({
      pipelineName: pipeline,
      stageName: stage,
      transitionType: 'Inbound',
      // CodePipeline takes only some characters here.
      reason: note.replaceAll(/[^a-zA-Z0-9!@ ().*?-]/g, ' ').slice(0, MOST.transition),
    });
    await codePipeline.send(disable);
  }
  // What the conditions still think about is in the stage already, and would go on as soon as the alarm is OK.
  if (!isAtDoor(snapshot) || isHeld(snapshot)) return;
  const stop = new StopPipelineExecutionCommand({
    pipelineName: pipeline,
    pipelineExecutionId: snapshot?.executionId,
    abandon: true,
    reason: note.slice(0, MOST.stop),
  });
  await codePipeline.send(stop).catch(async (error: unknown) => {
    await openDoor(session, { pipeline, stage }, snapshot?.closed);
    throw error;
  });
}

/**
 * Lets the pipeline in again, if breaking the glass kept it out.
 * @throws OperationError when that fails, with the command that does it
 */
export async function openDoor(
  session: Session,
  { pipeline, stage }: Door,
  closedBefore: string | undefined,
): Promise<void> {
  if (closedBefore !== undefined && !isOurs(closedBefore)) return;
  const input = { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' } as const;
  await session.clients.codePipeline.send(new EnableStageTransitionCommand(input)).catch((error: unknown) => {
    const command = `aws codepipeline enable-stage-transition --pipeline-name ${pipeline} --stage-name ${stage} --transition-type Inbound`;
    throw new OperationError(
      `THE PIPELINE IS STILL KEPT OUT OF ${stage} (${failureOf(error).message}); let it in: ${command}`,
    );
  });
  tell(session, 'opened', [`The pipeline may enter ${stage} again.`], { pipeline, stage });
}

/** Whether breaking the glass has closed a stage, by the reason that it gave. */
export function isOurs(closed: string | undefined): boolean {
  return closed?.startsWith(NOTE_BEGINNING) ?? false;
}

/** Where a stage stands. */
export function doorOf({ stages }: ServiceFacts, environment: string): StageSnapshot | undefined {
  return stages.find(({ name }) => name === environment);
}
