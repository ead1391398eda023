import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { DRIFT_READS } from './resource-kinds';

/** What a detection calls for one stack. */
const STACK_CALLS = [
  'cloudformation:DescribeStackResourceDrifts',
  'cloudformation:DescribeStacks',
  'cloudformation:DetectStackDrift',
  'cloudformation:DetectStackResourceDrift',
  'cloudformation:ListStackResources',
];

/** What a detection calls that knows no stack: it asks by the id of the detection, and for settings of types. */
const OTHER_CALLS = [
  'cloudformation:BatchDescribeTypeConfigurations',
  'cloudformation:DescribeStackDriftDetectionStatus',
];

/** Every read of CloudFormation in the name of whoever detects, once, sorted. */
export const READS: readonly string[] = [...new Set(Object.values(DRIFT_READS).flat())].sort();

/**
 * Lets a role detect drift in the stacks whose ARNs fit `stacks`. CloudFormation reads the resources with the
 * permissions of whoever asks; these hold for such reads alone, so that the role itself can read nothing.
 * Sources: CloudFormation user guide, "Considerations when detecting drift"; IAM user guide, "aws:CalledVia".
 */
export function allowDriftDetection(role: iam.Role, stacks: readonly string[]): void {
  const reads = new iam.PolicyStatement({
    actions: [...READS],
    resources: ['*'],
    conditions: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': ['cloudformation.amazonaws.com'] } },
  });
  role.addToPolicy(new iam.PolicyStatement({ actions: STACK_CALLS, resources: [...stacks] }));
  role.addToPolicy(new iam.PolicyStatement({ actions: OTHER_CALLS, resources: ['*'] }));
  role.addToPolicy(reads);
  for (const arn of stacks) {
    acknowledgeWildcard(
      role,
      arn,
      'The stacks of the project; the end of their ARN is known when they are made.',
    );
  }
  acknowledgeWildcard(
    role,
    '*',
    'A detection has an id and no ARN; everything else may be read through CloudFormation only.',
  );
}

/** ARNs of all stacks of a project in a region of the account of `scope`. */
export function stackArns(scope: Construct, project: string, region: string): string {
  const { partition, account } = Stack.of(scope);
  return `arn:${partition}:cloudformation:${region}:${account}:stack/${project}-*/*`;
}
