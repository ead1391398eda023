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
