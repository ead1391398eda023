import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { InlineRole } from '../shared/inline-role';

export interface PullRequestBuildProps {
  /** Where the code of a pull request comes from, and what starts a build of it. */
  readonly source: codebuild.ISource;
  /** How long the logs of the checks are kept. */
  readonly logRetention: logs.RetentionDays;
}

/**
 * Builds and tests the code of a pull request. That code may do here what its author likes, so the role holds
 * nothing but the log: it can neither push an image nor approve the pull request.
 */
export class PullRequestBuild extends Construct {
  readonly project: codebuild.IProject;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: PullRequestBuildProps) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new InlineRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com'),
    });
    logGroup.grantWrite(this.role);
    this.project = new codebuild.Project(this, 'Project', {
      description: 'Builds and tests pull requests',
      source: props.source,
      buildSpec: codebuild.BuildSpec.fromSourceFilename('pull-request.buildspec.yml'),
      role: this.role.withoutPolicyUpdates(),
      grantReportGroupPermissions: false,
      environment: {
        buildImage: codebuild.LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_4_0,
        computeType: codebuild.ComputeType.SMALL,
      },
      // A cache that pull requests write could hand code from one to the next; a download is safer.
      timeout: Duration.minutes(30),
      queuedTimeout: Duration.minutes(60),
      logging: { cloudWatch: { logGroup } },
    });
    // CodeBuild may need the role as soon as it makes the project: for the webhook of a connection.
    this.project.node.addDependency(this.role);
    Validations.of(this.project).acknowledge({
      id: 'AwsSolutions::AwsSolutions-CB4',
      reason: 'A check leaves no artifact that a key would protect.',
    });
  }
}
