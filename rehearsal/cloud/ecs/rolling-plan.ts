/** How many tasks a service has during a rolling deployment. */
export interface RollingState {
  readonly desired: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  /** Tasks of the old version that are alive, and how many of them are healthy. */
  readonly old: { readonly alive: number; readonly ready: number };
  readonly next: { readonly alive: number; readonly ready: number };
}

/** How many tasks each version should have now. */
export interface RollingTargets {
  readonly old: number;
  readonly next: number;
}

/**
 * The next step of a rolling deployment: never fewer healthy tasks than the minimum (rounded up), never more
 * alive than the maximum (rounded down).
 * docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export function rollingTargets(state: RollingState): RollingTargets {
  const { desired, old, next } = state;
  const minimum = Math.ceil((desired * state.minimumHealthyPercent) / 100);
  const maximum = Math.floor((desired * state.maximumPercent) / 100);
  const room = Math.max(0, maximum - old.alive - next.alive);
  const spare = Math.max(0, old.ready + next.ready - minimum);
  // Unhealthy old tasks serve nobody, so they go first and cost nothing.
  const removable = next.ready >= desired ? old.alive : Math.min(old.alive, old.alive - old.ready + spare);
  return { old: old.alive - removable, next: Math.max(next.alive, Math.min(desired, next.alive + room)) };
}

/** Failures in a row after which the deployment circuit breaker opens: half the desired count, 3 to 200. */
export function circuitBreakerThreshold(desired: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desired * 0.5)));
}
