import { ContainerImageBuild } from '@cdklabs/deploy-time-build';
import { CfnResource, CustomResource, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { childOf, ownerOf } from '../shared/library-parts';
import { narrowBuildTrigger } from './build-trigger';

export interface ImageBuildProps {
  /** Directory with the Dockerfile and everything that it copies. */
  readonly directory: string;
  /** Processor that the image is for; the build runs on the same kind. */
  readonly architecture: 'arm64' | 'x86_64';
  readonly repository: ecr.IRepository;
  /** Tag that each build pushes; it must not be immutable. */
  readonly tag: string;
  /** How long the logs of the build are kept. */
  readonly logRetention: logs.RetentionDays;
}

/** What differs between the two processors. Both build natively, without emulation. */
const MACHINES = {
  arm64: {
    platform: Platform.LINUX_ARM64,
    buildImage: codebuild.LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_4_0,
  },
  x86_64: {
    platform: Platform.LINUX_AMD64,
    buildImage: codebuild.LinuxBuildImage.AMAZON_LINUX_2023_6,
  },
} as const;

/**
 * A container image that CodeBuild builds while the stack deploys, and again when its source changes.
 *
 * The library makes the build project and the function that starts it. What it cannot be told is set here
 * afterwards: a current build image, limits in time, logs that go with the stack, and roles that hold what the
 * build calls and nothing else.
 */
export class ImageBuild extends Construct {
  constructor(scope: Construct, id: string, props: ImageBuildProps) {
    super(scope, id);
    const { platform, buildImage } = MACHINES[props.architecture];
    const build = new ContainerImageBuild(this, 'Build', {
      directory: props.directory,
      platform,
      repository: props.repository,
      tag: props.tag,
    });
    const project = ownerOf(build.grantPrincipal, codebuild.Project);
    const resource = childOf(build, 'Resource', CustomResource);
    const logGroup = new logs.LogGroup(this, 'Logs', {
      // The name that CodeBuild logs to by itself; without it, the group would outlive the stack.
      logGroupName: `/aws/codebuild/${project.projectName}`,
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    resource.node.addDependency(logGroup);
    narrowRole(project, [
      ...pushStatements(props.repository),
      readStatement(childOf(build, 'Source', Asset)),
      new iam.PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    ]);
    limit(project, resource, buildImage);
    narrowBuildTrigger(this, props.logRetention);
  }
}

/** `aws ecr get-login-password`, `aws ecr-public get-login-password` and `docker push` of the build. */
function pushStatements(repository: ecr.IRepository): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({
      actions: ['ecr:GetAuthorizationToken', 'ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
      resources: ['*'],
    }),
    new iam.PolicyStatement({
      actions: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      resources: [repository.repositoryArn],
    }),
  ];
}

/** `aws s3 cp` of the one object with the source. */
function readStatement(source: Asset): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['s3:GetObject'],
    resources: [source.bucket.arnForObjects(source.s3ObjectKey)],
  });
}

/** Puts `statements` in the place of everything that the library granted. */
function narrowRole(project: codebuild.Project, statements: iam.PolicyStatement[]): void {
  const role = childOf(project, 'Role', iam.Role);
  childOf(role, 'Resource', iam.CfnRole).managedPolicyArns = undefined;
  const policy = childOf(role, 'DefaultPolicy', iam.Policy);
  childOf(policy, 'Resource', iam.CfnPolicy).policyDocument = new iam.PolicyDocument({ statements });
  Validations.of(policy).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'The three calls that give a login token to a registry know no resource.',
  });
}

/**
 * A build that ends before its last phase, for example by its timeout, tells CloudFormation nothing. So the
 * stack stops waiting a little after the latest moment at which a build can answer, not after an hour.
 */
function limit(project: codebuild.Project, resource: CustomResource, image: codebuild.IBuildImage): void {
  const limits = { queued: Duration.minutes(15), build: Duration.minutes(10) };
  const cfnProject = childOf(project, 'Resource', codebuild.CfnProject);
  cfnProject.addPropertyOverride('Environment.Image', image.imageId);
  cfnProject.queuedTimeoutInMinutes = limits.queued.toMinutes();
  cfnProject.timeoutInMinutes = limits.build.toMinutes();
  const longest = limits.queued.plus(limits.build).plus(Duration.minutes(5));
  childOf(resource, 'Default', CfnResource).addPropertyOverride('ServiceTimeout', longest.toSeconds());
  Validations.of(project).acknowledge({
    id: 'AwsSolutions::AwsSolutions-CB4',
    reason:
      'The build writes no artifact that a key could encrypt; the image is encrypted by its repository.',
  });
}
