import type { Template } from 'aws-cdk-lib/assertions';
import { Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { PlaceholderImage } from '../../lib/registry/placeholder-image';
import type { PlaceholderImageProps } from '../../lib/registry/placeholder-image';
import { synth } from '../shared/synth';

function placeholder(architectures: PlaceholderImageProps['architectures']): Template {
  return synth((stack) => {
    new PlaceholderImage(stack, 'Placeholder', {
      project: 'shop',
      architectures,
      logRetention: logs.RetentionDays.TWO_WEEKS,
    });
  });
}

const arm = placeholder(['arm64']);
const both = placeholder(['arm64', 'x86_64']);

/** Statements of the inline policies of the role that `service` assumes. */
function statementsOf(template: Template, prefix: string): unknown[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy')) as [
    string,
    { Properties: { PolicyDocument: { Statement: unknown[] } } },
  ][];
  return policies
    .filter(([id]) => id.startsWith(prefix))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement);
}

it('lets a build push its tag again, and no other tag', () => {
  arm.hasResourceProperties('AWS::ECR::Repository', {
    RepositoryName: 'shop/placeholder',
    ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
    ImageTagMutabilityExclusionFilters: [
      {
        ImageTagMutabilityExclusionFilterType: 'WILDCARD',
        ImageTagMutabilityExclusionFilterValue: 'placeholder-*',
      },
    ],
  });
  arm.hasResourceProperties('Custom::CDKContainerImageBuild', { imageTag: 'placeholder-arm64' });
});

it('never expires a placeholder by age', () => {
  arm.hasResourceProperties('AWS::ECR::Repository', {
    LifecyclePolicy: { LifecyclePolicyText: Match.not(Match.stringLikeRegexp('sinceImagePushed')) },
  });
});

it('builds on the processor that the image is for, in a current build image', () => {
  both.resourceCountIs('Custom::CDKContainerImageBuild', 2);
  both.hasResourceProperties('AWS::CodeBuild::Project', {
    Environment: {
      Type: 'ARM_CONTAINER',
      Image: 'aws/codebuild/amazonlinux-aarch64-standard:4.0',
      PrivilegedMode: true,
    },
  });
  both.hasResourceProperties('AWS::CodeBuild::Project', {
    Environment: {
      Type: 'LINUX_CONTAINER',
      Image: 'aws/codebuild/amazonlinux-x86_64-standard:6.0',
      PrivilegedMode: true,
    },
  });
  for (const [tag, platform] of [
    ['placeholder-arm64', 'linux/arm64'],
    ['placeholder-x86_64', 'linux/amd64'],
  ]) {
    both.hasResourceProperties('Custom::CDKContainerImageBuild', {
      imageTag: tag,
      buildCommand: Match.stringLikeRegexp(`--platform ${platform}`),
    });
  }
});

it('stops waiting for a build that never answers, but not before the last moment at which it can', () => {
  const [project] = Object.values(arm.findResources('AWS::CodeBuild::Project')) as {
    Properties: { QueuedTimeoutInMinutes: number; TimeoutInMinutes: number };
  }[];
  const [build] = Object.values(arm.findResources('Custom::CDKContainerImageBuild')) as {
    Properties: { ServiceTimeout: number };
  }[];
  const { QueuedTimeoutInMinutes = 0, TimeoutInMinutes = 0 } = project?.Properties ?? {};
  const seconds = (QueuedTimeoutInMinutes + TimeoutInMinutes) * 60;
  expect(build?.Properties.ServiceTimeout).toBeGreaterThan(seconds);
  expect(build?.Properties.ServiceTimeout).toBeLessThan(3600);
});

it('logs to groups that are there before the build starts and go with the stack', () => {
  const [project = ''] = Object.keys(arm.findResources('AWS::CodeBuild::Project'));
  const named = { 'Fn::Join': ['', ['/aws/codebuild/', { Ref: project }]] };
  const [buildLogs = ''] = Object.keys(
    arm.findResources('AWS::Logs::LogGroup', { Properties: { LogGroupName: named } }),
  );
  arm.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
  arm.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 14 });
  arm.resourceCountIs('AWS::Logs::LogGroup', 2);
  arm.hasResource('Custom::CDKContainerImageBuild', { DependsOn: Match.arrayWith([buildLogs]) });
});

it('lets the build do what its commands call, and nothing else', () => {
  expect(statementsOf(arm, 'ContainerImageBuildArm64')).toEqual([
    {
      // aws ecr get-login-password; aws ecr-public get-login-password
      Effect: 'Allow',
      Action: ['ecr-public:GetAuthorizationToken', 'ecr:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
      Resource: '*',
    },
    {
      // docker push
      Effect: 'Allow',
      Action: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^PlaceholderRepository/), 'Arn'] },
    },
    {
      // aws s3 cp of the one object with the source
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: {
        'Fn::Join': ['', ['arn:aws:s3:::', expect.anything(), expect.stringMatching(/^\/\w{64}\.zip$/)]],
      },
    },
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Placeholderarm64Logs/), 'Arn'] },
    },
  ]);
});

it('lets the function that starts the builds start each of them, and nothing else', () => {
  const logGroup = expect.stringMatching(/^DeployTimeBuildCustomResourceHandler.*Logs/) as string;
  expect(statementsOf(both, 'DeployTimeBuildCustomResourceHandler')).toEqual([
    {
      Effect: 'Allow',
      Action: 'codebuild:StartBuild',
      Resource: [
        { 'Fn::GetAtt': [expect.stringMatching(/^ContainerImageBuildA/), 'Arn'] },
        { 'Fn::GetAtt': [expect.stringMatching(/^ContainerImageBuildA/), 'Arn'] },
      ],
    },
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] },
    },
  ]);
});

it('gives no role a managed policy', () => {
  both.allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
});

it('runs the function that starts the builds on a current runtime, once for all builds', () => {
  both.resourceCountIs('AWS::Lambda::Function', 1);
  both.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^DeployTimeBuildCustomResourceHandler') } },
  });
});

it('goes with its stack, with the images in it', () => {
  arm.hasResource('AWS::ECR::Repository', {
    DeletionPolicy: 'Delete',
    Properties: { EmptyOnDelete: true },
  });
});
