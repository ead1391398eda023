import { ARTIFACT_DAYS } from '../../pipeline/artifact-life';
import { releases } from '../executions';
import type { ExecutionSummary } from '../executions';
import type { HeldImage } from '../versions';

/** An execution that succeeded in the stage, with the time when it began. */
export interface PastExecution extends ExecutionSummary {
  readonly startedAt?: Date;
}

/** How the pipeline gets to an earlier version. */
export type Route =
  /** The stage runs again with what an earlier execution brought; nothing else changes. */
  | { readonly kind: 'stage'; readonly executionId: string }
  /** A new execution goes through every stage with this version in place of a build. */
  | { readonly kind: 'version'; readonly because: string };

const DAY_MS = 86_400_000;

/**
 * The shortest way back that AWS allows: a stage goes back only to a standard execution that began under the present
 * definition of the pipeline, and only while its artifacts are kept.
 * Source: AWS CodePipeline user guide, "Configuring stage rollback".
 */
export function routeTo(
  image: HeldImage,
  past: readonly PastExecution[],
  pipelineVersion: number,
  now: Date,
): Route {
  const own = past.filter((execution) => execution.kind === 'STANDARD' && releases(execution, image));
  if (own.length === 0) {
    return { kind: 'version', because: 'no execution that released it here is on record' };
  }
  const same = own.filter((execution) => execution.pipelineVersion === pipelineVersion);
  if (same.length === 0) {
    return { kind: 'version', because: 'the pipeline was changed since it was released here' };
  }
  const oldest = now.getTime() - ARTIFACT_DAYS * DAY_MS;
  const kept = same.find(({ startedAt }) => startedAt !== undefined && startedAt.getTime() > oldest);
  if (kept) return { kind: 'stage', executionId: kept.id };
  return { kind: 'version', because: `the files of its release are deleted after ${ARTIFACT_DAYS} days` };
}
