import { Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Platform } from '../service/platform';
import { TEST_PORT } from '../service/public-entry';
import type { RunningService } from '../service/running-service';
import { asCaller, outboundHttps } from '../service/security-groups';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { HandlerFunction } from '../shared/handler-function';
import { checkEnvironment } from './check-settings';
import { VERIFY_ENV } from './function-settings';
import type { SmokeCheck } from './smoke';

export interface ReleaseChecksProps {
  readonly platform: Platform;
  readonly running: RunningService;
  /** What a new version must answer. */
  readonly checks: readonly SmokeCheck[];
  /** SSM parameter that gets the image of a good release. */
  readonly releaseParameterName: string;
  readonly logRetention: logs.RetentionDays;
}

/**
 * The function that checks a release: as the hook of CodeDeploy or ECS on the test listener, and for *Verify* on
 * production, where it also records a good release. It is one, in one security group, and the same for every strategy:
 * AWS needs 20 to 40 minutes to give back the network interfaces of a function that goes, and its group is in use
 * until then. A strategy only gives it permissions.
 */
export class ReleaseChecks extends Construct {
  /** To give the function what it needs to answer a hook. */
  readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: ReleaseChecksProps) {
    super(scope, id);
    const { platform, running } = props;
    const { entry } = running;
    // A security group with another description is another group, so this text stays as it is.
    const own = outboundHttps(this, 'SecurityGroup', platform.vpc, 'Release checks on production traffic');
    if (entry) {
      own.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(80), 'Public load balancer');
      own.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(TEST_PORT), 'Test listener');
    }
    this.handler = new HandlerFunction(this, 'Verify', {
      entry: 'lib/delivery/check-release.lambda.ts',
      description: `Checks new versions of ${Stack.of(this).stackName}: as hook before users see them, and as Verify`,
      timeout: Duration.minutes(3),
      logRetention: props.logRetention,
      environment: {
        ...checkEnvironment({ production: running.url, test: entry?.testUrl }, props.checks),
        [VERIFY_ENV.releaseParameter]: props.releaseParameterName,
      },
      network: {
        vpc: platform.vpc,
        securityGroups: entry ? [own] : asCaller(this, own, platform),
      },
    });
    const parameter = props.releaseParameterName.replace(/^\//, '');
    this.handler.allow(
      ['ssm:PutParameter'],
      [Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: parameter })],
    );
    this.handler.allow(['codepipeline:PutJobFailureResult', 'codepipeline:PutJobSuccessResult'], ['*']);
    acknowledgeWildcard(
      this.handler.role,
      '*',
      'Answering a pipeline job and describing a task definition know no resource.',
    );
  }
}
