import { Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Platform } from '../service/platform';
import type { RunningService } from '../service/running-service';
import { asCaller, outboundHttps } from '../service/security-groups';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { HandlerFunction } from '../shared/handler-function';
import { checkEnvironment } from './check-settings';
import { VERIFY_ENV } from './function-settings';
import type { SmokeCheck } from './smoke';

export interface ReleaseVerificationProps {
  readonly platform: Platform;
  readonly running: RunningService;
  readonly checks: readonly SmokeCheck[];
  /** SSM parameter that gets the image of a good release. */
  readonly releaseParameterName: string;
  readonly logRetention: logs.RetentionDays;
}

/** The function of the *Verify* action: asks production as its callers do, and records a good release. */
export class ReleaseVerification extends Construct {
  readonly function: lambda.IFunction;

  constructor(scope: Construct, id: string, props: ReleaseVerificationProps) {
    super(scope, id);
    const { platform, running } = props;
    const own = outboundHttps(this, 'SecurityGroup', platform.vpc, 'Release checks on production traffic');
    if (running.entry) own.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(80), 'Public load balancer');
    const handler = new HandlerFunction(this, 'Verify', {
      entry: 'lib/delivery/verify-release.lambda.ts',
      description: `Tells the pipeline whether production answers with the new version in ${Stack.of(this).stackName}`,
      timeout: Duration.minutes(3),
      logRetention: props.logRetention,
      environment: {
        ...checkEnvironment(running.url, props.checks),
        [VERIFY_ENV.releaseParameter]: props.releaseParameterName,
      },
      network: {
        vpc: platform.vpc,
        securityGroups: running.entry ? [own] : asCaller(this, own, platform),
      },
    });
    const parameter = props.releaseParameterName.replace(/^\//, '');
    handler.allow(
      ['ssm:PutParameter'],
      [Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: parameter })],
    );
    handler.allow(['codepipeline:PutJobFailureResult', 'codepipeline:PutJobSuccessResult'], ['*']);
    acknowledgeWildcard(handler.role, '*', 'The answers to a pipeline job know no resource.');
    this.function = handler.function;
  }
}
