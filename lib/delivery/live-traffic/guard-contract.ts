/** What the template tells the function that reads the live traffic. */
export interface GuardProperties {
  /** Logical id of the ECS service. */
  readonly Service: string;
  /** What moves the traffic of a release, a `TrafficMover`. */
  readonly Mover: string;
  /** CodeDeploy application; it exists only when CodeDeploy is, or was, the mover. */
  readonly Application: string;
  /** Deployment group of that application. */
  readonly DeploymentGroup: string;
  /** Logical id of the task definition. */
  readonly TaskDefinition: string;
  /** Image in the revision that CloudFormation makes: what the release parameter says. */
  readonly Image: string;
  /** Name of the release parameter. */
  readonly ReleaseParameter: string;
  /** Processor that the image is for. */
  readonly Architecture: string;
  /** All that CloudFormation writes after the guard has run, by resource. */
  readonly Watched: { readonly Service: object; readonly TaskDefinition: object };
  /** ARN of the blue target group; like the next three only there when the service has a load balancer. */
  readonly Blue?: string;
  /** ARN of the green target group. */
  readonly Green?: string;
  /** Logical id of the listener or rule that users come in by. */
  readonly Production?: string;
  /** Logical id of the listener or rule that release checks come in by. */
  readonly Test?: string;
}

/** Attributes of the custom resource: weights from 0 to 999, as text. */
export const GUARD_ATTRIBUTES = {
  production: { blue: 'ProductionBlueWeight', green: 'ProductionGreenWeight' },
  test: { blue: 'TestBlueWeight', green: 'TestGreenWeight' },
} as const;

/** Type of the custom resource. */
export const GUARD_TYPE = 'Custom::LiveTraffic';

/** What the template tells the same function when a service is there. */
export interface HandoverProperties {
  /** ARN of the ECS service; a service that takes over from another one has another ARN. */
  readonly Service: string;
  /** ARN of the target group that a new service begins in. */
  readonly Group: string;
  /** Most tasks that the service may run, as text. */
  readonly MaxTasks: string;
}

/** Type of the custom resource that waits until a service has taken over. */
export const HANDOVER_TYPE = 'Custom::TaskHandover';

/** Minutes that CloudFormation waits for each answer of the function; without one it would wait for an hour. */
export const ANSWER_MINUTES = { guard: 5, handover: 11 } as const;

/** Minutes that the function may take in all; a fifth of them is left for the answer. */
export const FUNCTION_MINUTES = 10;

/** Milliseconds after which the guard gives up. */
export const GUARD_LIMIT_MS = 96_000;
