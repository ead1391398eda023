import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Service } from '../config/schema';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { InlineRole } from '../shared/inline-role';
import { removalOf } from '../shared/removal';
import { BUILD_ENV, REPORT_GROUPS, reportGroupName } from './build-contract';

export interface BuildProjectProps {
  /** Name of the build project, the first part of the names of its report groups. */
  readonly projectName: string;
  /** Name of the service that is built: a folder under `app/`. */
  readonly service: string;
  /** Processor architecture of the image; the build runs on the same, so that nothing is emulated. */
  readonly architecture: Service['architecture'];
  /** Repository that the image is pushed to. */
  readonly repository: ecr.IRepository;
  /** How long the build logs are kept. */
  readonly logRetention: logs.RetentionDays;
  /** True when the logs may be deleted with their stack. */
  readonly disposable: boolean;
}

/** Builds, tests and pushes one service as `buildspec.yml` says, with a role that holds just that. */
export class BuildProject extends Construct {
  readonly project: codebuild.IProject;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: BuildProjectProps) {
    super(scope, id);
    const removalPolicy = removalOf(props.disposable);
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: props.logRetention, removalPolicy });
    const reportGroups = this.addReportGroups(props.projectName);
    this.role = new InlineRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com'),
    });
    logGroup.grantWrite(this.role);
    this.allowReports(reportGroups);
    this.allowPush(props.repository);
    const arm = props.architecture === 'arm64';
    this.project = new codebuild.PipelineProject(this, 'Project', {
      projectName: props.projectName,
      description: `Builds ${props.service}: checks, bundle, image by digest, release files`,
      buildSpec: codebuild.BuildSpec.fromSourceFilename('buildspec.yml'),
      role: this.role.withoutPolicyUpdates(),
      grantReportGroupPermissions: false,
      environment: {
        buildImage: arm
          ? codebuild.LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_4_0
          : codebuild.LinuxBuildImage.AMAZON_LINUX_2023_6,
        computeType: codebuild.ComputeType.SMALL,
        // The Docker daemon of the build container needs it; nothing else does.
        privileged: true,
      },
      environmentVariables: {
        [BUILD_ENV.service]: { value: props.service },
        [BUILD_ENV.repositoryUri]: { value: props.repository.repositoryUri },
        [BUILD_ENV.imagePlatform]: { value: arm ? 'linux/arm64' : 'linux/amd64' },
      },
      // On the build host: free, and nothing to pack and upload after each build. A fresh host downloads everything.
      cache: codebuild.Cache.local(codebuild.LocalCacheMode.CUSTOM, codebuild.LocalCacheMode.DOCKER_LAYER),
      timeout: Duration.minutes(20),
      queuedTimeout: Duration.minutes(30),
      logging: { cloudWatch: { logGroup } },
    });
    this.acknowledge();
  }

  /**
   * They go with the stack of every project. CodeBuild forgets a report after 30 days anyhow, CloudFormation cannot import a
   * group, and one that stays would be in the way of the next deployment.
   */
  private addReportGroups(projectName: string): codebuild.ReportGroup[] {
    const common = { removalPolicy: RemovalPolicy.DESTROY, deleteReports: true };
    return [
      new codebuild.ReportGroup(this, 'UnitTests', {
        reportGroupName: reportGroupName(projectName, REPORT_GROUPS.unitTests),
        type: codebuild.ReportGroupType.TEST,
        ...common,
      }),
      new codebuild.ReportGroup(this, 'Coverage', {
        reportGroupName: reportGroupName(projectName, REPORT_GROUPS.coverage),
        type: codebuild.ReportGroupType.CODE_COVERAGE,
        ...common,
      }),
    ];
  }

  private allowReports(groups: readonly codebuild.ReportGroup[]): void {
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          // CodeBuild asks for the group before it reports to it, also when the group exists.
          'codebuild:CreateReportGroup',
          'codebuild:CreateReport',
          'codebuild:UpdateReport',
          'codebuild:BatchPutTestCases',
          'codebuild:BatchPutCodeCoverages',
        ],
        resources: groups.map(({ reportGroupArn }) => reportGroupArn),
      }),
    );
  }

  /** What `scripts/image.ts` calls: sign in here and for the base image, see whether a version is there, push or pull. */
  private allowPush(repository: ecr.IRepository): void {
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          'ecr:GetAuthorizationToken',
          'ecr-public:GetAuthorizationToken',
          'sts:GetServiceBearerToken',
        ],
        resources: ['*'],
      }),
    );
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:CompleteLayerUpload',
          'ecr:DescribeImages',
          'ecr:GetDownloadUrlForLayer',
          'ecr:InitiateLayerUpload',
          'ecr:PutImage',
          'ecr:UploadLayerPart',
        ],
        resources: [repository.repositoryArn],
      }),
    );
  }

  private acknowledge(): void {
    acknowledgeWildcard(this.role, '*', 'The calls that give a login token to a registry know no resource.');
    Validations.of(this.project).acknowledge(
      {
        id: 'AwsSolutions::AwsSolutions-CB3',
        reason: 'docker build needs the Docker daemon, which needs a privileged build container.',
      },
      {
        id: 'AwsSolutions::AwsSolutions-CB4',
        reason: 'The artifacts are public source and build files; the key that AWS manages for S3 is enough.',
      },
    );
  }
}
