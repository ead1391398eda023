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

/** Minutes that CloudFormation waits for the answer of the function; without a limit it would wait for an hour. */
export const ANSWER_MINUTES = 5;

/** Minutes that the function may take in all; a fifth of them is left for the answer. */
export const FUNCTION_MINUTES = 2;
