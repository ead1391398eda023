import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { PublicEntry } from '../service/public-entry';
import type { RunningService } from '../service/running-service';
import type { ServiceTask } from '../service/service-task';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { passRoles, statement } from './statements';

export interface CodeDeployRoleProps {
  readonly entry: PublicEntry;
  readonly running: RunningService;
  readonly task: ServiceTask;
  readonly hookFunction: lambda.IFunction;
}

/**
 * What CodeDeploy may do to shift one service: the calls of the managed policy `AWSCodeDeployRoleForECS` that a
 * deployment without triggers and with its AppSpec in the request makes, on this service's resources. CodeDeploy
 * checks the role when the deployment group is made, so the policy is part of the role, not a resource after it.
 */
export function codeDeployRole(scope: Construct, props: CodeDeployRoleProps): iam.Role {
  const stack = Stack.of(scope);
  const alarms = stack.formatArn({ service: 'cloudwatch', resource: 'alarm:*' });
  const rules = stack.formatArn({
    service: 'elasticloadbalancing',
    resource: 'listener-rule',
    resourceName: `${props.entry.loadBalancer.loadBalancerFullName}/*`,
  });
  const role = new iam.Role(scope, 'Role', {
    assumedBy: new iam.ServicePrincipal('codedeploy.amazonaws.com'),
    description: `Shifts the traffic of ${stack.stackName}`,
    inlinePolicies: {
      ShiftTraffic: new iam.PolicyDocument({
        statements: [
          ...taskSetStatements(props.running),
          ...trafficStatements(props.entry, rules),
          statement(['cloudwatch:DescribeAlarms'], [alarms]),
          statement(['lambda:InvokeFunction'], [props.hookFunction.functionArn]),
          passRoles(props.task.roles),
        ],
      }),
    },
  });
  acknowledgeWildcard(role, '*', 'Task sets are narrowed by condition; the describe calls know no resource.');
  acknowledgeWildcard(role, rules, 'Rules are added to the listeners of this load balancer by hand.');
  acknowledgeWildcard(role, alarms, 'CodeDeploy asks for all alarms of a group in one call; it only reads.');
  return role;
}

function taskSetStatements({ service }: RunningService): iam.PolicyStatement[] {
  const { serviceArn, cluster } = service;
  return [
    statement(['ecs:DescribeServices', 'ecs:UpdateServicePrimaryTaskSet'], [serviceArn]),
    // A task set that does not exist yet has no ARN.
    statement(['ecs:CreateTaskSet', 'ecs:DeleteTaskSet'], ['*'], {
      ArnEquals: { 'ecs:cluster': cluster.clusterArn, 'ecs:service': serviceArn },
    }),
  ];
}

function trafficStatements(entry: PublicEntry, rules: string): iam.PolicyStatement[] {
  const { productionListener, testListener } = entry;
  return [
    statement(
      [
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeRules',
        'elasticloadbalancing:DescribeTargetGroups',
      ],
      ['*'],
    ),
    statement(
      ['elasticloadbalancing:ModifyListener'],
      [productionListener.listenerArn, testListener.listenerArn],
    ),
    statement(['elasticloadbalancing:ModifyRule'], [rules]),
  ];
}
