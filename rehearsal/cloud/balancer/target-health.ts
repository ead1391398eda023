/** State of a registered target. */
export type TargetState = 'initial' | 'healthy' | 'unhealthy';

/** Health of a target and the results in a row that led to it. */
export interface TargetHealth {
  readonly state: TargetState;
  readonly passed: number;
  readonly failed: number;
}

/** A target that was just registered. */
export const INITIAL: TargetHealth = { state: 'initial', passed: 0, failed: 0 };

/**
 * Health after one more check. A new target is healthy after one passed check; later changes take the
 * thresholds in a row: docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function afterCheck(
  health: TargetHealth,
  passed: boolean,
  thresholds: { readonly healthyThreshold: number; readonly unhealthyThreshold: number },
): TargetHealth {
  const inARow = passed ? { passed: health.passed + 1, failed: 0 } : { passed: 0, failed: health.failed + 1 };
  const enoughPassed = inARow.passed >= (health.state === 'initial' ? 1 : thresholds.healthyThreshold);
  const enoughFailed = inARow.failed >= thresholds.unhealthyThreshold;
  if (enoughPassed) return { state: 'healthy', ...inARow };
  if (enoughFailed) return { state: 'unhealthy', ...inARow };
  return { state: health.state, ...inARow };
}

/** True when a status code is one of a matcher such as `200`, `200,302` or `200-299`. */
export function matches(matcher: string, status: number): boolean {
  return matcher.split(',').some((part) => {
    const [from, to = from] = part.split('-').map(Number);
    return from !== undefined && to !== undefined && status >= from && status <= to;
  });
}
