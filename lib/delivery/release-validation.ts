import { Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TEST_PORT } from '../service/public-entry';
import { outboundHttps } from '../service/security-groups';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { HandlerFunction } from '../shared/handler-function';
import { checkEnvironment } from './check-settings';
import type { SmokeCheck } from './smoke';

export interface ReleaseValidationProps {
  readonly vpc: ec2.IVpc;
  /** Address of the test listener, without a slash at the end. */
  readonly testUrl: string;
  readonly checks: readonly SmokeCheck[];
  /** What the function has to know beside its checks. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetention: logs.RetentionDays;
}

/** The hook that is called when test traffic reaches the new version, before production traffic does. */
export class ReleaseValidation extends Construct {
  readonly function: lambda.IFunction;
  /** To give the function what it needs to answer whoever called it. */
  readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: ReleaseValidationProps) {
    super(scope, id);
    const { vpc } = props;
    const securityGroup = outboundHttps(this, 'SecurityGroup', vpc, 'Release checks on the test listener');
    securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(TEST_PORT), 'Test listener');
    this.handler = new HandlerFunction(this, 'Hook', {
      entry: 'lib/delivery/validate-release.lambda.ts',
      description: `Decides whether a new version of ${Stack.of(this).stackName} may have production traffic`,
      timeout: Duration.minutes(3),
      logRetention: props.logRetention,
      environment: { ...checkEnvironment(props.testUrl, props.checks), ...props.environment },
      network: { vpc, securityGroups: [securityGroup] },
    });
    this.handler.allow(['ecs:DescribeTaskDefinition'], ['*']);
    acknowledgeWildcard(this.handler.role, '*', 'ecs:DescribeTaskDefinition knows no resource.');
    this.function = this.handler.function;
  }
}
