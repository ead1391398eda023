import { PLACEHOLDER } from '../shared/names';
import type { Verdict } from './verdict';

/** What CodeDeploy sends to a lifecycle hook; it waits for a call, not for what the hook returns. */
export interface CodeDeployHookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

/** What ECS sends to a lifecycle hook; it waits for what the hook returns. */
export interface EcsHookEvent {
  readonly executionId: string;
  /** For example `POST_TEST_TRAFFIC_SHIFT`. */
  readonly lifecycleStage: string;
  /** ARN of the deployment. */
  readonly resourceArn: string;
  readonly executionDetails: {
    readonly serviceArn: string;
    /** ARN of the revision that is to take over. */
    readonly targetServiceRevisionArn: string;
  };
  /** What the hook returned with its last `IN_PROGRESS`. */
  readonly hookDetails?: unknown;
}

/** What ECS takes as the answer of a hook. */
export interface EcsHookAnswer {
  readonly hookStatus: 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';
  /** Seconds until the hook is called again; only with `IN_PROGRESS`. */
  readonly callBackDelay?: number;
  /** What the next call gets as its `hookDetails`. */
  readonly hookDetails?: { readonly attempt: number };
}

/** The one stage at which a release is judged: the new version has all test traffic and no production traffic. */
const JUDGED_STAGE = 'POST_TEST_TRAFFIC_SHIFT';
const ATTEMPTS = 3;
const CALL_BACK_SECONDS = 30;

/** True for an event of ECS. */
export function isEcsHook(event: object): event is EcsHookEvent {
  return 'lifecycleStage' in event;
}

/** True for an event of CodeDeploy. */
export function isCodeDeployHook(event: object): event is CodeDeployHookEvent {
  return 'LifecycleEventHookExecutionId' in event;
}

/**
 * Why there is nothing to judge; undefined when there is. ECS calls hooks at other stages too, some of them again
 * while it rolls back, and nothing may stand in the way of a rollback.
 */
export function excuse(event: CodeDeployHookEvent | EcsHookEvent): string | undefined {
  if (!isEcsHook(event) || event.lifecycleStage === JUDGED_STAGE) return undefined;
  return `nothing is checked at ${event.lifecycleStage}`;
}

/** True for the image that runs before the first release: ECS calls hooks when it makes the service, too. */
export function isPlaceholder(image: string): boolean {
  return image.includes(`/${PLACEHOLDER}:`);
}

/**
 * The answer to ECS. A verdict without any check says nothing about the release, for example because an AWS service
 * did not answer, so ECS is asked to call again; not for ever, because two fleets are running meanwhile.
 */
export function ecsAnswer({ hookDetails }: EcsHookEvent, { good, checks }: Verdict): EcsHookAnswer {
  if (good) return { hookStatus: 'SUCCEEDED' };
  const attempt = attemptOf(hookDetails);
  if (checks.length > 0 || attempt >= ATTEMPTS) return { hookStatus: 'FAILED' };
  return {
    hookStatus: 'IN_PROGRESS',
    callBackDelay: CALL_BACK_SECONDS,
    hookDetails: { attempt: attempt + 1 },
  };
}

function attemptOf(details: unknown): number {
  const attempt = typeof details === 'object' && details !== null && 'attempt' in details && details.attempt;
  return typeof attempt === 'number' ? attempt : 1;
}
