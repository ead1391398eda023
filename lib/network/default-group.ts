import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { childOf } from '../shared/library-parts';

/** Id that the CDK gives to the provider, one for each stack. */
const PROVIDER_ID = 'Custom::VpcRestrictDefaultSGCustomResourceProvider';

/**
 * CloudFormation cannot take the rules out of the default security group of a network, so the CDK brings a
 * function that does. This gives it a log that goes with the stack, and leave to write to that log only.
 */
export function narrowDefaultGroupProvider(vpc: ec2.Vpc, logRetention: logs.RetentionDays): void {
  const provider = childOf(Stack.of(vpc), PROVIDER_ID, Construct);
  const logGroup = new logs.LogGroup(provider, 'Logs', {
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  childOf(provider, 'Handler', CfnResource).addPropertyOverride(
    'LoggingConfig.LogGroup',
    logGroup.logGroupName,
  );
  const role = childOf(provider, 'Role', CfnResource);
  role.addPropertyDeletionOverride('ManagedPolicyArns');
  role.addPropertyOverride('Policies.1', {
    PolicyName: 'Logs',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Resource: logGroup.logGroupArn,
        },
      ],
    },
  });
}
