import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { childOf } from './library-parts';

export interface NarrowProviderProps {
  /** Id that the CDK gives to the provider, one for each stack. */
  readonly providerId: string;
  /** Number of inline policies that the CDK gives to the provider's role. */
  readonly inlinePolicies: number;
  /** How long the log is kept. */
  readonly logRetention: logs.RetentionDays;
}

/**
 * The CDK brings functions for what CloudFormation cannot do. This gives such a function a log that goes with
 * the stack, and leave to write to that log only.
 */
export function narrowProvider(stack: Stack, props: NarrowProviderProps): void {
  const provider = childOf(stack, props.providerId, Construct);
  // Buckets share the provider of their stack.
  if (provider.node.tryFindChild('Logs')) return;
  const logGroup = new logs.LogGroup(provider, 'Logs', {
    retention: props.logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  childOf(provider, 'Handler', CfnResource).addPropertyOverride(
    'LoggingConfig.LogGroup',
    logGroup.logGroupName,
  );
  const role = childOf(provider, 'Role', CfnResource);
  role.addPropertyDeletionOverride('ManagedPolicyArns');
  const policy = writeTo(logGroup);
  // An index creates no list, it only reaches into one that is there.
  if (props.inlinePolicies === 0) role.addPropertyOverride('Policies', [policy]);
  else role.addPropertyOverride(`Policies.${props.inlinePolicies}`, policy);
}

/** The same for the function that empties the buckets of a stack before they go. */
export function narrowBucketProvider(stack: Stack, logRetention: logs.RetentionDays): void {
  const providerId = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';
  narrowProvider(stack, { providerId, inlinePolicies: 0, logRetention });
}

function writeTo({ logGroupArn }: logs.ILogGroup): object {
  return {
    PolicyName: 'Logs',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logGroupArn },
      ],
    },
  };
}
