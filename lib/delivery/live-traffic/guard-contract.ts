/** What the template gives the function that reads the live traffic. */
export interface GuardProperties {
  /** ARN of the blue target group. */
  readonly Blue: string;
  /** ARN of the green target group. */
  readonly Green: string;
  /** Logical id of the listener or rule that users come in by. */
  readonly Production: string;
  /** Logical id of the listener or rule that release checks come in by. */
  readonly Test: string;
  /** Logical id of the ECS service. */
  readonly Service: string;
  /** Who shifts traffic: `CODE_DEPLOY` or `ECS`. */
  readonly Controller: string;
  /** CodeDeploy application; there or not, depending on the strategy. */
  readonly Application: string;
  /** Deployment group of that application. */
  readonly DeploymentGroup: string;
}

/** Attributes of the custom resource: weights from 0 to 999, as text. */
export const GUARD_ATTRIBUTES = {
  production: { blue: 'ProductionBlueWeight', green: 'ProductionGreenWeight' },
  test: { blue: 'TestBlueWeight', green: 'TestGreenWeight' },
} as const;

/** Type of the custom resource. */
export const GUARD_TYPE = 'Custom::LiveTraffic';
