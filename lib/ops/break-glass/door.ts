import {
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { plainText, truncate } from '../../../app/shared/plain-text';
import { freezingIncident } from '../../incident/freeze';
import { stillFreezes } from '../aws/open-incident';
import type { StageSnapshot } from '../aws/pipeline-state';
import { OperationError } from '../errors';
import { failureOf } from '../failure';
import type { ServiceFacts } from '../place-facts';
import { tell } from '../session';
import type { Session } from '../session';
import { paragraph } from '../text';
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
 * then roll the stage back: to the broken version. A stage that a person has closed stays as it is. One that an incident
 * has closed is taken over, because the incident may end, and open it, while the deployment still runs.
 */
export async function closeDoor(
  session: Session,
  { pipeline, stage }: Door,
  snapshot: StageSnapshot | undefined,
  note: string,
): Promise<void> {
  const { codePipeline } = session.clients;
  const incident = freezingIncident(snapshot?.closed);
  if (snapshot?.closed === undefined || incident !== undefined) {
    const disable = new DisableStageTransitionCommand({
      pipelineName: pipeline,
      stageName: stage,
      transitionType: 'Inbound',
      reason: reasonText(note, incident),
    });
    await codePipeline.send(disable);
  }
  // What the conditions still think about is in the stage already, and would go on as soon as the alarm is OK.
  if (!isAtDoor(snapshot) || isHeld(snapshot)) return;
  const stop = new StopPipelineExecutionCommand({
    pipelineName: pipeline,
    pipelineExecutionId: snapshot?.executionId,
    abandon: true,
    reason: truncate(plainText(note), MOST.stop),
  });
  await codePipeline.send(stop).catch(async (error: unknown) => {
    await openDoor(session, { pipeline, stage }, snapshot?.closed);
    throw error;
  });
}

/**
 * Lets the pipeline in again, if breaking the glass kept it out. A stage that was taken over from an incident stays closed
 * for the incident while that lasts.
 * @throws OperationError when that fails, with the command that does it
 */
export async function openDoor(
  session: Session,
  { pipeline, stage }: Door,
  closedBefore: string | undefined,
): Promise<void> {
  const incident = freezingIncident(closedBefore) ?? takenFrom(closedBefore);
  if (closedBefore !== undefined && !isOurs(closedBefore) && incident === undefined) return;
  if (incident !== undefined && (await giveBack(session, { pipeline, stage }, incident, closedBefore)))
    return;
  const input = { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' } as const;
  await session.clients.codePipeline.send(new EnableStageTransitionCommand(input)).catch((error: unknown) => {
    const command = `aws codepipeline enable-stage-transition --pipeline-name ${pipeline} --stage-name ${stage} --transition-type Inbound`;
    throw new OperationError(
      `THE PIPELINE IS STILL KEPT OUT OF ${stage} (${failureOf(error).message}); let it in: ${command}`,
    );
  });
  tell(session, 'opened', [`The pipeline may enter ${stage} again.`], { pipeline, stage });
}

/** Why the stage is closed; CodePipeline takes only some characters here. */
function reasonText(note: string, incident: string | undefined): string {
  const taken =
    incident === undefined ? note : note.replace(NOTE_BEGINNING, `${NOTE_BEGINNING} (${TAKEN} ${incident})`);
  return taken.replaceAll(/[^a-zA-Z0-9!@ ().*?-]/g, ' ').slice(0, MOST.transition);
}

const TAKEN = 'closed before by incident';

function takenFrom(closed: string | undefined): string | undefined {
  return new RegExp(`^${NOTE_BEGINNING} \\(${TAKEN} (oi-\\w+)\\)`).exec(closed ?? '')?.[1];
}

/** Closes the stage for the incident again; resolves to false when that no longer keeps releases out. */
async function giveBack(
  session: Session,
  { pipeline, stage }: Door,
  incident: string,
  closedBefore: string | undefined,
): Promise<boolean> {
  const { codePipeline, opsCenter } = session.clients;
  // An incident that cannot be read keeps nobody out for ever.
  if (!(await stillFreezes(opsCenter, incident).catch(() => false))) return false;
  const ours = `Incident ${incident} keeps releases out until it is resolved. To let them in - npm run ops -- thaw`;
  const reason = freezingIncident(closedBefore) === undefined ? ours : (closedBefore ?? ours);
  const input = { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound', reason } as const;
  await codePipeline.send(new DisableStageTransitionCommand(input));
  const text = `The stage ${stage} is closed for incident ${incident} again, and opens by itself when that is over.`;
  tell(session, 'closed', paragraph(text), { pipeline, stage, incident });
  return true;
}

/** Whether breaking the glass has closed a stage, by the reason that it gave. */
export function isOurs(closed: string | undefined): boolean {
  return closed?.startsWith(NOTE_BEGINNING) ?? false;
}

/** Where a stage stands. */
export function doorOf({ stages }: ServiceFacts, environment: string): StageSnapshot | undefined {
  return stages.find(({ name }) => name === environment);
}
