import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledgeWildcard } from './acknowledge-wildcard';

/** Calls that change network interfaces; Lambda makes them for a function in a private network. */
const CHANGES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:UnassignPrivateIpAddresses',
];
/** Calls that only read, and know no resource. */
const READS = ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'];

/**
 * Lets Lambda connect a function with this role to its private network, and keeps the function's own code from
 * using that permission. Source: AWS Lambda developer guide, "Giving Lambda functions access to resources in an
 * Amazon VPC".
 */
export function allowNetworkInterfaces(role: iam.Role): void {
  const stack = Stack.of(role);
  const anyInterface = stack.formatArn({ service: 'ec2', resource: '*', resourceName: '*' });
  const anyFunction = stack.formatArn({ service: 'lambda', resource: 'function:*' });
  role.addToPolicy(new iam.PolicyStatement({ actions: CHANGES, resources: [anyInterface] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: READS, resources: ['*'] }));
  role.addToPolicy(
    new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      actions: [...CHANGES, ...READS],
      resources: ['*'],
      conditions: { ArnLike: { 'lambda:SourceFunctionArn': anyFunction } },
    }),
  );
  acknowledgeWildcard(role, anyInterface, 'Lambda makes the interfaces itself, so no id is known before.');
  acknowledgeWildcard(role, '*', 'The read calls on network interfaces and subnets know no resource.');
}
