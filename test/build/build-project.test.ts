import { Match } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { BUILD_ENV } from '../../lib/build/build-contract';
import { BuildProject } from '../../lib/build/build-project';
import type { BuildProjectProps } from '../../lib/build/build-project';
import type { TemplateData } from '../shared/assembly';
import { rolesOf } from '../shared/iam';
import { synth } from '../shared/synth';

const project = (changes: Partial<BuildProjectProps> = {}) =>
  synth((stack) => {
    const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'shop/storefront');
    return new BuildProject(stack, 'Build', {
      projectName: 'shop-storefront',
      service: 'storefront',
      architecture: 'arm64',
      repository,
      logRetention: 14,
      disposable: true,
      ...changes,
    });
  });

const template = project();

it('builds an ARM image on the current ARM build image', () => {
  template.hasResourceProperties('AWS::CodeBuild::Project', {
    Environment: {
      Type: 'ARM_CONTAINER',
      Image: 'aws/codebuild/amazonlinux-aarch64-standard:4.0',
      ComputeType: 'BUILD_GENERAL1_SMALL',
    },
  });
});

it('builds an x86 image on an x86 build image', () => {
  project({ architecture: 'x86_64' }).hasResourceProperties('AWS::CodeBuild::Project', {
    Environment: {
      Type: 'LINUX_CONTAINER',
      Image: 'aws/codebuild/amazonlinux-x86_64-standard:6.0',
      EnvironmentVariables: Match.arrayWith([
        { Name: BUILD_ENV.imagePlatform, Type: 'PLAINTEXT', Value: 'linux/amd64' },
      ]),
    },
  });
});

it('tells the scripts what to build and where it goes', () => {
  template.hasResourceProperties('AWS::CodeBuild::Project', {
    Name: 'shop-storefront',
    Source: { Type: 'CODEPIPELINE', BuildSpec: 'buildspec.yml' },
    Environment: {
      PrivilegedMode: true,
      EnvironmentVariables: [
        { Name: BUILD_ENV.service, Value: 'storefront' },
        { Name: BUILD_ENV.repositoryUri, Value: Match.objectLike({ 'Fn::Join': Match.anyValue() }) },
        { Name: BUILD_ENV.imagePlatform, Value: 'linux/arm64' },
      ],
    },
  });
});

it('gives up on a build that hangs and on one that waits for a host', () => {
  template.hasResourceProperties('AWS::CodeBuild::Project', {
    TimeoutInMinutes: 20,
    QueuedTimeoutInMinutes: 30,
  });
});

it('keeps packages and image layers on the build host', () => {
  template.hasResourceProperties('AWS::CodeBuild::Project', {
    Cache: { Type: 'LOCAL', Modes: ['LOCAL_CUSTOM_CACHE', 'LOCAL_DOCKER_LAYER_CACHE'] },
  });
});

it('writes to a log group that is its own', () => {
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 14 });
  template.hasResourceProperties('AWS::CodeBuild::Project', {
    LogsConfig: {
      CloudWatchLogs: { Status: 'ENABLED', GroupName: { Ref: Match.stringLikeRegexp('^BuildLogs') } },
    },
  });
});

it.each([
  ['shop-storefront-unit-tests', 'TEST'],
  ['shop-storefront-coverage', 'CODE_COVERAGE'],
])('has the report group %s of type %s', (Name, Type) => {
  template.hasResourceProperties('AWS::CodeBuild::ReportGroup', { Name, Type, DeleteReports: true });
});

it('leaves nothing behind when it is disposable', () => {
  template.allResources('AWS::CodeBuild::ReportGroup', { DeletionPolicy: 'Delete' });
  template.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
});

it('keeps its logs when it is not, and no report group, which the next deployment could not take back', () => {
  const kept = project({ disposable: false });
  kept.allResources('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain' });
  kept.allResources('AWS::CodeBuild::ReportGroup', { DeletionPolicy: 'Delete' });
  kept.allResourcesProperties('AWS::CodeBuild::ReportGroup', { DeleteReports: true });
});

it('may push to its repository, report to its groups and write its log, nothing else', () => {
  const [role] = rolesOf(new Map([['Test', template.toJSON() as TemplateData]]));
  const repository = 'arn:aws:ecr:us-east-1:${AWS::AccountId}:repository/shop/storefront';
  const on = (actions: readonly string[], ...resources: string[]): string[] =>
    actions.flatMap((action) => resources.map((resource) => `${action} on ${resource}`));

  expect(role?.assumedBy).toEqual(['codebuild.amazonaws.com']);
  expect(role?.grants).toEqual(
    [
      ...on(['logs:CreateLogStream', 'logs:PutLogEvents'], '${BuildLogs.Arn}'),
      ...on(
        [
          'codebuild:BatchPutCodeCoverages',
          'codebuild:BatchPutTestCases',
          'codebuild:CreateReport',
          'codebuild:CreateReportGroup',
          'codebuild:UpdateReport',
        ],
        '${BuildUnitTests.Arn}',
        '${BuildCoverage.Arn}',
      ),
      ...on(
        ['ecr-public:GetAuthorizationToken', 'ecr:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
        '*',
      ),
      ...on(
        [
          'ecr:BatchCheckLayerAvailability',
          'ecr:BatchGetImage',
          'ecr:CompleteLayerUpload',
          'ecr:DescribeImages',
          'ecr:GetDownloadUrlForLayer',
          'ecr:InitiateLayerUpload',
          'ecr:PutImage',
          'ecr:UploadLayerPart',
        ],
        repository,
      ),
    ].sort(),
  );
});
