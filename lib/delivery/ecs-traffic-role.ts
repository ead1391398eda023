import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { PublicEntry, TrafficRules } from '../service/public-entry';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { statement } from './statements';

/**
 * What ECS may do to shift the traffic of one service: the calls of the managed policy
 * `AmazonECSInfrastructureRolePolicyForLoadBalancers`, on this service's target groups, listeners and rules. ECS uses
 * the role when the service is made, so the policy is part of the role, not a resource after it.
 */
export function ecsTrafficRole(scope: Construct, entry: PublicEntry, rules: TrafficRules): iam.Role {
  const role = new iam.Role(scope, 'TrafficRole', {
    assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com'),
    description: `Shifts the traffic of ${Stack.of(scope).stackName}`,
    inlinePolicies: {
      ShiftTraffic: new iam.PolicyDocument({
        statements: [
          statement(
            [
              'elasticloadbalancing:DescribeListeners',
              'elasticloadbalancing:DescribeRules',
              'elasticloadbalancing:DescribeTargetGroups',
              'elasticloadbalancing:DescribeTargetHealth',
            ],
            ['*'],
          ),
          statement(
            ['elasticloadbalancing:DeregisterTargets', 'elasticloadbalancing:RegisterTargets'],
            [entry.blue.targetGroupArn, entry.green.targetGroupArn],
          ),
          statement(
            ['elasticloadbalancing:ModifyListener'],
            [entry.productionListener.listenerArn, entry.testListener.listenerArn],
          ),
          statement(
            ['elasticloadbalancing:ModifyRule'],
            [rules.production.listenerRuleArn, rules.test.listenerRuleArn],
          ),
        ],
      }),
    },
  });
  acknowledgeWildcard(role, '*', 'The describe calls know no resource.');
  return role;
}
