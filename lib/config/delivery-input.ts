/** How a new version of a service takes over from the old one. */
export type DeliveryInput = AllAtOnceInput | BlueGreenInput | CanaryInput | LinearInput | RollingInput;

/** A whole second fleet, checked first; then all traffic at once, and the old fleet goes. Needs a load balancer. */
export interface AllAtOnceInput {
  readonly kind: 'all-at-once';
  /**
   * Who shifts the traffic: CodeDeploy, or ECS itself, where all waits together are 50 minutes at most.
   * @default 'code-deploy'
   */
  readonly controller?: 'code-deploy' | 'ecs';
}

/** A whole second fleet, checked first; then all traffic at once, and the old fleet waits. Needs a load balancer. */
export interface BlueGreenInput {
  readonly kind: 'blue-green';
  /**
   * Who shifts the traffic: CodeDeploy, or ECS itself, where all waits together are 50 minutes at most.
   * @default 'code-deploy'
   */
  readonly controller?: 'code-deploy' | 'ecs';
  /**
   * Minutes that the old version is kept after the shift, ready to take the traffic back, 0 to 2800.
   * @default 5
   */
  readonly bakeMinutes?: number;
}

/** A whole second fleet, checked first; some traffic, and after a wait the rest. Needs a load balancer. */
export interface CanaryInput {
  readonly kind: 'canary';
  /**
   * Who shifts the traffic: CodeDeploy, or ECS itself, where all waits together are 50 minutes at most.
   * @default 'code-deploy'
   */
  readonly controller?: 'code-deploy' | 'ecs';
  /** Traffic that the new version gets first, in percent: a whole number from 1 to 99. */
  readonly percent: number;
  /** Minutes between the first shift and the rest, 1 to 2880. */
  readonly intervalMinutes: number;
  /**
   * Minutes that the old version is kept after the shift, ready to take the traffic back, 0 to 2800.
   * @default 5
   */
  readonly bakeMinutes?: number;
}

/** A whole second fleet, checked first; the same share of the traffic again and again. Needs a load balancer. */
export interface LinearInput {
  readonly kind: 'linear';
  /**
   * Who shifts the traffic: CodeDeploy, or ECS itself, where all waits together are 50 minutes at most.
   * @default 'code-deploy'
   */
  readonly controller?: 'code-deploy' | 'ecs';
  /** Traffic that each step adds, in percent: 1 to 99, from 3 with ECS. The last step takes what is left. */
  readonly percent: number;
  /** Minutes between two steps, 1 to 2880. */
  readonly intervalMinutes: number;
  /**
   * Minutes that the old version is kept after the last step, ready to take the traffic back, 0 to 2800.
   * @default 5
   */
  readonly bakeMinutes?: number;
}

/** Task by task, by ECS, with circuit breaker and deployment alarms. */
export interface RollingInput {
  readonly kind: 'rolling';
  /**
   * Who replaces the tasks: ECS alone can.
   * @default 'ecs'
   */
  readonly controller?: 'ecs';
  /**
   * Tasks that must stay healthy meanwhile, in percent of the desired count, 0 to 100.
   * @default 100
   */
  readonly minHealthyPercent?: number;
  /**
   * Tasks that may run meanwhile, in percent of the desired count, 101 to 200.
   * @default 200
   */
  readonly maxPercent?: number;
}
