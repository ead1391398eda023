import { Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { narrowProvider } from '../shared/narrow-provider';

/**
 * CloudFormation cannot take the rules out of the default security group of a network, so the CDK brings a
 * function that does. This leaves that function no more than it needs.
 */
export function narrowDefaultGroupProvider(vpc: ec2.Vpc, logRetention: logs.RetentionDays): void {
  narrowProvider(Stack.of(vpc), {
    providerId: 'Custom::VpcRestrictDefaultSGCustomResourceProvider',
    inlinePolicies: 1,
    logRetention,
  });
}
