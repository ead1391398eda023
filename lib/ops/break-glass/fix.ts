import type { StageSnapshot } from '../aws/pipeline-state';
import { OperationError } from '../errors';
import { releasedName, releases } from '../executions';
import type { ExecutionSummary } from '../executions';
import { waitsFrozen } from '../incidents/freeze-rules';
import { wasReleased } from '../release-history';
import type { ReleaseRecord } from '../release-history';
import { targetOf } from '../rollback/target';
import type { HeldImage } from '../versions';

/** What is known when a fix is looked for. */
export interface FixSources {
  /** `--to`; absent: what is stopped at the stage. */
  readonly to?: string;
  readonly environment: string;
  readonly stage?: StageSnapshot;
  /** The execution that is, or was last, in the stage, or that an incident keeps before it. */
  readonly execution?: ExecutionSummary;
  readonly history: readonly ReleaseRecord[];
  readonly images: readonly HeldImage[];
}

/** The image to release, and the execution that brought it to the stage, if it is there now. */
export interface Fix {
  readonly image: HeldImage;
  readonly execution?: ExecutionSummary;
}

/**
 * What is meant: the version that is stopped at the stage, or the one that `--to` names.
 * @throws OperationError when nothing is stopped there
 */
export function fixOf({ to, environment, history, images, ...at }: FixSources): Fix {
  const execution = stopped(at);
  if (to !== undefined) {
    const image = targetOf(to, history, images);
    return execution && releases(execution, image) ? { image, execution } : { image };
  }
  if (!execution) {
    throw new OperationError(
      `no release is stopped at ${environment}; name the version with --to (npm run ops -- releases)`,
    );
  }
  const image = images.find((candidate) => releases(execution, candidate));
  if (image) return { image, execution };
  throw new OperationError(
    `execution ${execution.id} is stopped at ${environment}, but the registry does not hold its image (${releasedName(execution, images)})`,
  );
}

/**
 * Breaking the glass skips alarms, never the build and the scan: the version must have run here before, or must have
 * come through every stage before this one.
 * @throws OperationError for any other version
 */
export function requireArrived(
  fix: Fix,
  { environment, history }: Pick<FixSources, 'environment' | 'history'>,
  arrivals: readonly ExecutionSummary[],
): void {
  const { image, execution } = fix;
  if (execution !== undefined || wasReleased(history, image.digest)) return;
  if (arrivals.some((arrival) => releases(arrival, image))) return;
  throw new OperationError(
    `${image.version} never ran in ${environment} and has not come through the stages before it; only what is built and scanned is released`,
  );
}

/**
 * The execution that reached the stage and did not get through. A rollback that the pipeline made by itself after a
 * failure is never meant: it carries the old version.
 */
function stopped({
  stage,
  execution,
}: Pick<FixSources, 'stage' | 'execution'>): ExecutionSummary | undefined {
  if (execution?.kind !== 'STANDARD') return undefined;
  if (waitsFrozen(stage) && !isAtDoor(stage)) return execution.id === stage?.waiting ? execution : undefined;
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
