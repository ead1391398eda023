import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { CodeCommitSource } from '../../lib/source/code-commit-source';
import { PipelineStack } from '../../lib/stacks/pipeline-stack';
import { stubRelease } from '../pipeline/release-targets';
import type { TemplateData } from '../shared/assembly';
import { rolesOf } from '../shared/iam';
import { testApp } from '../shared/synth';
import { testConfig, testEnvironment, testService } from '../shared/test-config';

const env = { region: 'us-east-1' };

function stacks(project = testConfig(), service = 'storefront') {
  const app = testApp();
  const others = new Stack(app, 'Others', { env });
  const pipeline = new PipelineStack(app, 'Pipeline', {
    description: 'Test',
    env,
    project,
    service,
    source: new CodeCommitSource(
      codecommit.Repository.fromRepositoryName(others, 'Source', 'devops-on-aws'),
      'main',
      { approvals: 1 },
    ),
    repository: ecr.Repository.fromRepositoryName(others, service, `devops-on-aws/${service}`),
    releases: [stubRelease(others, service, 'staging'), stubRelease(others, service, 'production')],
  });
  return { pipeline: Template.fromStack(pipeline), others: Template.fromStack(others) };
}

const { pipeline, others } = stacks();

const rules = {
  blockFrom: 'high' as const,
  allow: [{ id: 'CVE-2026-1111', reason: 'the code is never run', expires: '2027-03-31' }],
};
const toolchain = { ...testConfig().toolchain, disposable: false, scan: rules };
/** A toolchain that is not disposable, with rules of its own for the scan. */
const kept = stacks(testConfig({ toolchain })).pipeline;

it('has one pipeline and one build, named after the service', () => {
  pipeline.resourceCountIs('AWS::CodePipeline::Pipeline', 1);
  pipeline.hasResourceProperties('AWS::CodePipeline::Pipeline', { Name: 'devops-on-aws-storefront' });
  pipeline.hasResourceProperties('AWS::CodeBuild::Project', { Name: 'devops-on-aws-storefront' });
});

it('gives the stacks of the services nothing that would make them wait for the pipeline', () => {
  expect(others.toJSON()).not.toHaveProperty('Resources');
  expect(others.toJSON()).not.toHaveProperty('Outputs');
});

it('says where the pipeline is and what comes next', () => {
  pipeline.hasOutput('PipelineUrl', {
    Value: {
      'Fn::Join': [
        '',
        [
          'https://us-east-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/',
          { Ref: Match.stringLikeRegexp('^DeliveryPipeline') },
          '/view?region=us-east-1',
        ],
      ],
    },
  });
  pipeline.hasOutput('NextStep', { Value: Match.stringLikeRegexp('first run has begun.*push to main') });
});

it('prepares every release with one function that reads what is deployed, and nothing else', () => {
  pipeline.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Timeout: 60,
  });
  const prepare = rolesOf(new Map([['Pipeline', pipeline.toJSON() as TemplateData]])).find(
    ({ key }) => key === 'Pipeline/PreparationPrepareRole',
  );
  const parameter = 'arn:aws:ssm:us-east-1:${AWS::AccountId}:parameter/test';
  const here = 'us-east-1:${AWS::AccountId}';
  const groups = ['production', 'staging'].map(
    (environment) => `arn:aws:codedeploy:${here}:deploymentgroup:${environment}-storefront/release`,
  );
  expect(prepare?.grants).toEqual([
    `cloudwatch:DescribeAlarms on arn:aws:cloudwatch:${here}:alarm:*`,
    ...groups.map((group) => `codedeploy:GetDeploymentGroup on ${group}`),
    ...groups.map((group) => `codedeploy:ListDeployments on ${group}`),
    'codepipeline:PutJobFailureResult on *',
    'codepipeline:PutJobSuccessResult on *',
    'ecs:DescribeTaskDefinition on *',
    'logs:CreateLogStream on ${PreparationPrepareLogs.Arn}',
    'logs:PutLogEvents on ${PreparationPrepareLogs.Arn}',
    `ssm:GetParameter on ${parameter}/production/storefront/task-definition`,
    `ssm:GetParameter on ${parameter}/staging/storefront/task-definition`,
  ]);
});

it('asks for the scan of its own images only, with the rules of the configuration', () => {
  kept.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: {
        REPOSITORY: 'devops-on-aws/storefront',
        SCAN_RULES: JSON.stringify(rules),
        SCAN_LIMIT_SECONDS: '900',
      },
    },
  });
  const gate = rolesOf(new Map([['Pipeline', pipeline.toJSON() as TemplateData]])).find(
    ({ key }) => key === 'Pipeline/ScanGateRole',
  );
  expect(gate?.grants).toEqual([
    'codepipeline:PutJobFailureResult on *',
    'codepipeline:PutJobSuccessResult on *',
    'ecr:DescribeImageScanFindings on arn:aws:ecr:us-east-1:${AWS::AccountId}:repository/devops-on-aws/storefront',
    'inspector2:ListCoverage on *',
    'inspector2:ListFindings on *',
    'logs:CreateLogStream on ${ScanGateLogs.Arn}',
    'logs:PutLogEvents on ${ScanGateLogs.Arn}',
  ]);
});

it('scans after the build and before every environment', () => {
  const [resource] = Object.values(pipeline.findResources('AWS::CodePipeline::Pipeline'));
  const { Stages } = (resource as { Properties: { Stages: { Name: string; Actions: object[] }[] } })
    .Properties;
  expect(Stages.slice(0, 4).map(({ Name }) => Name)).toEqual(['Source', 'Build', 'Scan', 'staging']);
  expect(Stages[2]?.Actions).toMatchObject([
    {
      Name: 'Scan',
      ActionTypeId: { Provider: 'Lambda' },
      InputArtifacts: [{ Name: 'BuildArtifact' }],
      Configuration: { FunctionName: { Ref: expect.stringMatching(/^ScanGateFunction/) as string } },
    },
  ]);
});

it('builds each service for the architecture that it runs on', () => {
  const environments = [
    testEnvironment({
      services: [testService('catalog', { architecture: 'x86_64' }), testService('storefront')],
    }),
  ];
  for (const [service, type] of [
    ['catalog', 'LINUX_CONTAINER'],
    ['storefront', 'ARM_CONTAINER'],
  ] as const) {
    stacks(testConfig({ environments }), service).pipeline.hasResourceProperties('AWS::CodeBuild::Project', {
      Environment: { Type: type },
    });
  }
});

it('deletes artifacts with the stack in a disposable toolchain and keeps them in another, reports in none', () => {
  pipeline.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  kept.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Retain' });
  kept.allResources('AWS::CodeBuild::ReportGroup', { DeletionPolicy: 'Delete' });
});
