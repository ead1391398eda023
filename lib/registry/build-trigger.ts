import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { childOf } from '../shared/library-parts';

/** Start of the id that the library gives to its function, one for each stack. */
const FUNCTION_ID = 'DeployTimeBuildCustomResourceHandler';

/**
 * Gives the function that starts the image builds of a stack a current runtime, a log that goes with the
 * stack and leave to write to that log only. Safe to call for each build of the stack.
 */
export function narrowBuildTrigger(scope: Construct, logRetention: logs.RetentionDays): void {
  const stack = Stack.of(scope);
  const trigger = stack.node.children.find((child) => child.node.id.startsWith(FUNCTION_ID));
  if (!(trigger instanceof lambda.Function))
    throw new Error('the function that starts image builds is not there');
  // Its log group has the name of the function, so a role that names the group would wait for itself.
  if (!trigger.node.tryRemoveChild('LogGroup')) return;
  const logGroup = new logs.LogGroup(trigger, 'Logs', {
    retention: logRetention,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const resource = childOf(trigger, 'Resource', lambda.CfnFunction);
  resource.loggingConfig = { logGroup: logGroup.logGroupName };
  resource.runtime = lambda.Runtime.NODEJS_24_X.name;
  childOf(childOf(trigger, 'ServiceRole', iam.Role), 'Resource', iam.CfnRole).managedPolicyArns = undefined;
  logGroup.grantWrite(trigger);
}
