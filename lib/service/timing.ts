/**
 * Seconds that belong together. Each one only works when it is longer than what it waits for.
 */

/** How long clients may use a private DNS answer. */
export const DNS_TTL_SECONDS = 5;

/** How long a task keeps serving after SIGTERM: longer than DNS answers live and balancers need to look away. */
export const DRAIN_SECONDS = 20;

/** How long the load balancer lets requests finish on a target that leaves. */
export const DEREGISTRATION_SECONDS = DRAIN_SECONDS;

/** When ECS kills a task that has not stopped: the drain, and 20 seconds for the requests still open. */
export const STOP_TIMEOUT_SECONDS = DRAIN_SECONDS + 20;

/** Whether the process lives; ECS replaces the task when it does not. */
export const CONTAINER_HEALTH = { interval: 15, timeout: 5, retries: 3, startPeriod: 30 } as const;

/** Whether the task wants traffic; 10 seconds tell a bad one, as fast as a load balancer can. */
export const TARGET_HEALTH = { interval: 5, timeout: 4, healthyThreshold: 2, unhealthyThreshold: 2 } as const;

/** Seconds between two metric records of a service: four in each period of an alarm. */
export const METRICS_INTERVAL_SECONDS = 15;
