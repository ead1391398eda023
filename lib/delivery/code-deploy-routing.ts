import { Duration } from 'aws-cdk-lib';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import type { Construct } from 'constructs';
import type { ShiftKind, TrafficPlan } from './plan';

const { EcsDeploymentConfig, TrafficRouting } = codedeploy;

/** Configurations that every account has, by kind, percent of a step and minutes between two. */
const PREDEFINED = new Map<string, codedeploy.IEcsDeploymentConfig>([
  ['canary 10 5', EcsDeploymentConfig.CANARY_10PERCENT_5MINUTES],
  ['canary 10 15', EcsDeploymentConfig.CANARY_10PERCENT_15MINUTES],
  ['linear 10 1', EcsDeploymentConfig.LINEAR_10PERCENT_EVERY_1MINUTES],
  ['linear 10 3', EcsDeploymentConfig.LINEAR_10PERCENT_EVERY_3MINUTES],
]);

/** The CodeDeploy configuration of a plan: one that AWS has where it fits exactly, and else one made in `scope`. */
export function deploymentConfig(
  scope: Construct,
  kind: ShiftKind,
  { steps }: TrafficPlan,
): codedeploy.IEcsDeploymentConfig {
  const [first, second] = steps;
  if (!first || !second) return EcsDeploymentConfig.ALL_AT_ONCE;
  const minutes = second.minute - first.minute;
  const known = PREDEFINED.get(`${kind} ${first.percent} ${minutes}`);
  if (known) return known;
  const shift = { percentage: first.percent, interval: Duration.minutes(minutes) };
  return new EcsDeploymentConfig(scope, 'Config', {
    trafficRouting:
      kind === 'linear' ? TrafficRouting.timeBasedLinear(shift) : TrafficRouting.timeBasedCanary(shift),
  });
}
