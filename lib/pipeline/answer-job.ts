import { PutJobFailureResultCommand, PutJobSuccessResultCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { plainText, truncate } from '../../app/shared/plain-text';
import { inTime } from '../shared/in-time';
import { ReleaseError } from './release-error';

/** The job that is answered. */
export interface Job {
  readonly id: string;
  /** Request id of the invocation; the console links it to the log. */
  readonly requestId: string;
  /** Milliseconds of wall clock that are left for work and answer. */
  readonly budgetMs: number;
}

/** The work of a job goes on: CodePipeline asks the function again and hands the token back, until the action times out. */
export class Unfinished {
  /** @param token 1 to 2048 characters */
  constructor(readonly token: string) {}
}

/**
 * Goes on with the work later; the token says since when.
 * @param since milliseconds of the epoch
 */
export function waiting(since: number): Unfinished {
  return new Unfinished(JSON.stringify({ since }));
}

/**
 * When a job was asked for the first time, in milliseconds of the epoch.
 * @throws ReleaseError for a token of another make, which would have no end
 */
export function waitingSince(token: string | undefined, now: Date): number {
  if (!token) return now.getTime();
  try {
    const { since } = JSON.parse(token) as { since?: unknown };
    if (typeof since === 'number' && since <= now.getTime()) return since;
  } catch {
    // Falls through to the message, which shows what came.
  }
  throw new ReleaseError(`the continuation token ${token} is none of this function; retry the stage`);
}

/** Kept back from the budget for the answer itself. */
const ANSWER_MS = 5000;

/** CodePipeline takes no longer message. */
const MESSAGE_LENGTH = 5000;

/**
 * Does the work of a CodePipeline job and answers it, whatever happens: an action without an answer blocks its
 * pipeline for hours.
 * @param work gives the output variables of the action, or says that it goes on
 */
export async function answerJob(
  codePipeline: CodePipelineClient,
  { id: jobId, requestId: externalExecutionId, budgetMs }: Job,
  work: () => Promise<Record<string, string> | Unfinished>,
): Promise<void> {
  try {
    const limitMs = budgetMs - ANSWER_MS;
    const late = `no result after ${Math.round(limitMs / 1000)} seconds`;
    const result = await inTime(work(), limitMs, late);
    const progress =
      result instanceof Unfinished ? { continuationToken: result.token } : { outputVariables: result };
    await codePipeline.send(
      new PutJobSuccessResultCommand({ jobId, ...progress, executionDetails: { externalExecutionId } }),
    );
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const message = truncate(plainText(text), MESSAGE_LENGTH);
    process.stderr.write(`${JSON.stringify({ level: 'error', jobId, message })}\n`);
    await codePipeline.send(
      new PutJobFailureResultCommand({
        jobId,
        failureDetails: { type: 'JobFailed', message, externalExecutionId },
      }),
    );
  }
}
