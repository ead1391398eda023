/** The two target groups that releases of one service alternate between, blue first, and the ways to them. */
export interface TrafficPair {
  readonly targetGroupArns: readonly [blue: string, green: string];
  /** Listener or listener rule that the users come through. */
  readonly productionArn: string;
  /** Listener or listener rule of the test traffic. */
  readonly testArn?: string;
  /** Target group that test traffic reaches before any release. */
  readonly testTargetGroupArn: string;
}

/**
 * Target group that a listener or a rule needs before the first release, for templates that leave it to the
 * deployment; undefined for one that belongs to no pair.
 */
export function targetBeforeReleases(arn: string, pairs: readonly TrafficPair[]): string | undefined {
  const production = pairs.find(({ productionArn }) => productionArn === arn);
  const test = pairs.find(({ testArn }) => testArn === arn);
  return production?.targetGroupArns[0] ?? test?.testTargetGroupArn;
}
