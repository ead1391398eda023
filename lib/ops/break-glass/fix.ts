import type { StageSnapshot } from '../aws/pipeline-state';
import { OperationError } from '../errors';
import { releasedName, releases } from '../executions';
import type { ExecutionSummary } from '../executions';
import { wasReleased } from '../release-history';
import type { ReleaseRecord } from '../release-history';
import { targetOf } from '../rollback/target';
import type { HeldImage } from '../versions';

/** What is known when a fix is looked for. */
export interface FixSources {
  /** `--to`; absent: what waits at the stage. */
  readonly to?: string;
  readonly environment: string;
  readonly stage?: StageSnapshot;
  /** The execution that is, or was last, in the stage. */
  readonly execution?: ExecutionSummary;
  readonly history: readonly ReleaseRecord[];
  readonly images: readonly HeldImage[];
}

/** The image to release, and the execution that brought it to the stage, if one did. */
export interface Fix {
  readonly image: HeldImage;
  readonly execution?: ExecutionSummary;
}

/**
 * What is released: the version that the pipeline brought to the stage and could not let in, or an earlier one of this
 * place. Both went through build and scan; nothing else is taken.
 * @throws OperationError when there is no such version
 */
export function fixOf(sources: FixSources): Fix {
  const { to, environment, history, images } = sources;
  const execution = stopped(sources);
  if (to === undefined) {
    if (!execution) {
      throw new OperationError(
        `no release is stopped at ${environment}; name an earlier version with --to, or bring the fix there through the pipeline first`,
      );
    }
    const image = images.find((candidate) => releases(execution, candidate));
    if (image) return { image, execution };
    const name = releasedName(execution, images);
    throw new OperationError(
      `execution ${execution.id} is stopped at ${environment}, but the registry does not hold its image (${name})`,
    );
  }
  const image = targetOf(to, history, images);
  if (execution && releases(execution, image)) return { image, execution };
  if (wasReleased(history, image.digest)) return { image };
  throw new OperationError(
    `${image.version} never ran in ${environment} and does not wait there; only what the pipeline has built and scanned is released`,
  );
}

/** The execution that reached the stage and did not get through. */
function stopped({ stage, execution }: FixSources): ExecutionSummary | undefined {
  return ['Failed', 'Stopped'].includes(stage?.status ?? '') || isAtDoor(stage) ? execution : undefined;
}

/** Whether the conditions before the stage have stopped its execution. */
export function isHeld(stage: StageSnapshot | undefined): boolean {
  return stage?.entry === 'Failed' && stage.status === 'Failed';
}

/** Whether the conditions before the stage have stopped its execution, or still think about it. */
export function isAtDoor(stage: StageSnapshot | undefined): boolean {
  return isHeld(stage) || stage?.entry === 'InProgress';
}
