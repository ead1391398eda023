import { DisableStageTransitionCommand, EnableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import type { StageSnapshot } from '../aws/pipeline-state';
import { OperationError } from '../errors';
import { failureOf } from '../failure';
import { tell } from '../session';
import type { Session } from '../session';
import { commandLine, paragraph } from '../text';
import { freezeName, stopCommand, waitsFrozen } from './freeze-rules';

/** One execution that is to come into a stage. */
export interface Entrant {
  readonly pipeline: string;
  readonly stage: string;
  readonly executionId: string;
}

/**
 * Lets one execution through a stage that an incident keeps closed: opens the stage when the execution stands before
 * it, and closes it behind it with the words of the incident. A stage that a person has closed stays closed.
 */
export class FreezePass {
  /** Why the stage is closed; known as soon as it was opened. */
  private reason: string | undefined;
  private over = false;
  /** The execution that stands before it and was told of. */
  private told: string | undefined;

  constructor(
    private readonly session: Session,
    private readonly entrant: Entrant,
  ) {}

  /** To be called with every look at the pipeline. */
  async look(stages: readonly StageSnapshot[]): Promise<void> {
    if (this.over) return;
    const { stage: name, executionId } = this.entrant;
    const stage = stages.find((candidate) => candidate.name === name);
    if (stage?.executionId === executionId) return this.end();
    if (this.reason !== undefined || !waitsFrozen(stage)) return;
    if (stage?.waiting !== executionId) return this.tellOf(stage?.waiting ?? '');
    this.reason = stage.closed;
    await this.session.clients.codePipeline.send(new EnableStageTransitionCommand(this.door()));
    const text = `The stage ${name}, which ${freezeName(stage.closed)} keeps closed, is opened for it.`;
    tell(this.session, 'let-in', [text], { ...this.entrant });
  }

  /** CodePipeline lets executions in by the order of their arrival. */
  private tellOf(other: string): void {
    if (this.told === other) return;
    this.told = other;
    const { pipeline, stage, executionId } = this.entrant;
    const lines = [
      ...paragraph(
        `Execution ${other} came to the stage ${stage} before it and would be let in first. To stop that one:`,
      ),
      commandLine(stopCommand(pipeline, other)),
    ];
    tell(this.session, 'behind', lines, { pipeline, stage, executionId, before: other });
  }

  /**
   * Closes the stage again, if this has opened it.
   * @throws OperationError when that fails, with what to do
   */
  async end(): Promise<void> {
    if (this.over) return;
    this.over = true;
    const { reason } = this;
    if (reason === undefined) return;
    const command = new DisableStageTransitionCommand({ ...this.door(), reason });
    const { stage } = this.entrant;
    await this.session.clients.codePipeline.send(command).catch((error: unknown) => {
      throw new OperationError(
        `THE STAGE ${stage} IS OPEN FOR EVERY RELEASE although ${freezeName(reason)} is not over (${failureOf(error).message}); close it in the console of the pipeline`,
      );
    });
    tell(this.session, 'closed', [`The stage ${stage} is closed again behind it.`], { ...this.entrant });
  }

  private door(): { pipelineName: string; stageName: string; transitionType: 'Inbound' } {
    return { pipelineName: this.entrant.pipeline, stageName: this.entrant.stage, transitionType: 'Inbound' };
  }
}
