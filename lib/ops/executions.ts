import type { HeldImage } from './versions';

/** What a pipeline execution is about. */
export interface ExecutionSummary {
  readonly id: string;
  /** `InProgress`, `Succeeded`, `Failed`, `Stopped`, `Stopping`, `Superseded` or `Cancelled`. */
  readonly status: string;
  /** Number of the pipeline's definition when the execution began. */
  readonly pipelineVersion: number;
  /** `STANDARD` or `ROLLBACK`. */
  readonly kind: string;
  /** Id of the newest commit at its beginning; absent before Source has ended. */
  readonly commit?: string;
  /** Commit id or digest that it releases in place of that commit. */
  readonly requested?: string;
}

/** Whether the execution releases this image. */
export function releases(execution: ExecutionSummary, { digest, version }: HeldImage): boolean {
  const wanted = execution.requested ?? execution.commit;
  return wanted !== undefined && (wanted === digest || wanted.startsWith(version));
}

/** How a person calls what the execution releases. */
export function releasedName(execution: ExecutionSummary, images: readonly HeldImage[]): string {
  const image = images.find((candidate) => releases(execution, candidate));
  return image?.version ?? (execution.requested ?? execution.commit)?.slice(0, SHORT_COMMIT) ?? 'unknown yet';
}

/** As many characters of a commit id as a version label has. */
const SHORT_COMMIT = 12;
