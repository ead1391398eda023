/** A strategy of the ECS controller that moves traffic between two target groups. */
export interface NativeModel {
  readonly strategy: 'BLUE_GREEN' | 'LINEAR' | 'CANARY';
  /** Percent of production traffic in the first step (canary) or in every step (linear). */
  readonly stepPercent?: number;
  /** Wait after each step that is not the last. */
  readonly stepBakeSeconds?: number;
  /** Both versions run after the last step for this time. */
  readonly bakeSeconds: number;
  readonly hooks: readonly LifecycleHookModel[];
  /** Target group that the service registers its tasks with at creation. */
  readonly blueTargetGroupArn: string;
  /** The alternate target group. */
  readonly greenTargetGroupArn: string;
  readonly productionRuleArn: string;
  readonly testRuleArn?: string;
}

/** A function that ECS calls at some stages of a deployment. */
export interface LifecycleHookModel {
  readonly functionArn: string;
  /** For example `POST_TEST_TRAFFIC_SHIFT`. */
  readonly stages: readonly string[];
  /** How long ECS waits until it is done, and what follows then. */
  readonly timeoutSeconds: number;
  readonly onTimeout: 'ROLLBACK' | 'CONTINUE';
  /** What the function gets as `hookDetails` with its first call. */
  readonly details?: unknown;
}
