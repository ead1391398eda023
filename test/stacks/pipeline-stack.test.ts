import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { PipelineStack } from '../../lib/stacks/pipeline-stack';
import { stubRelease } from '../pipeline/release-targets';
import type { TemplateData } from '../shared/assembly';
import { rolesOf } from '../shared/iam';
import { testApp } from '../shared/synth';
import { testConfig, testEnvironment, testService } from '../shared/test-config';

const env = { region: 'us-east-1' };
const services = ['catalog', 'storefront'];

function stacks(project = testConfig()) {
  const app = testApp();
  const others = new Stack(app, 'Others', { env });
  const pipelines = new PipelineStack(app, 'Pipeline', {
    description: 'Test',
    env,
    project,
    source: codecommit.Repository.fromRepositoryName(others, 'Source', 'devops-on-aws'),
    repositories: Object.fromEntries(
      services.map((name) => [
        name,
        ecr.Repository.fromRepositoryName(others, name, `devops-on-aws/${name}`),
      ]),
    ),
    releases: services.map((service) => stubRelease(others, service, 'sandbox')),
  });
  return { pipelines: Template.fromStack(pipelines), others: Template.fromStack(others) };
}

const { pipelines, others } = stacks();

it('has one pipeline and one build for each service', () => {
  for (const service of services) {
    pipelines.hasResourceProperties('AWS::CodePipeline::Pipeline', { Name: `devops-on-aws-${service}` });
    pipelines.hasResourceProperties('AWS::CodeBuild::Project', { Name: `devops-on-aws-${service}` });
  }
  pipelines.resourceCountIs('AWS::CodePipeline::Pipeline', 2);
});

it('gives the stacks of the services nothing that would make them wait for the pipeline', () => {
  expect(others.toJSON()).not.toHaveProperty('Resources');
  expect(others.toJSON()).not.toHaveProperty('Outputs');
});

it('says where the pipelines are and what comes next', () => {
  for (const service of services) {
    pipelines.hasOutput(`PipelineUrl${service}`, {
      Value: {
        'Fn::Join': [
          '',
          [
            'https://us-east-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/',
            { Ref: Match.stringLikeRegexp(`^${service}Pipeline`) },
            '/view?region=us-east-1',
          ],
        ],
      },
    });
  }
  pipelines.hasOutput('NextStep', { Value: Match.stringLikeRegexp('first run of each pipeline') });
});

it('prepares every release with one function that reads the task definitions and nothing else', () => {
  pipelines.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Architectures: ['arm64'],
    Timeout: 60,
  });
  const prepare = rolesOf(new Map([['Pipeline', pipelines.toJSON() as TemplateData]])).find(
    ({ key }) => key === 'Pipeline/PreparationPrepareRole',
  );
  const parameter = 'arn:aws:ssm:us-east-1:${AWS::AccountId}:parameter/test/sandbox';
  expect(prepare?.grants).toEqual([
    'codepipeline:PutJobFailureResult on *',
    'codepipeline:PutJobSuccessResult on *',
    'ecs:DescribeTaskDefinition on *',
    'logs:CreateLogStream on ${PreparationPrepareLogs.Arn}',
    'logs:PutLogEvents on ${PreparationPrepareLogs.Arn}',
    `ssm:GetParameter on ${parameter}/catalog/task-definition`,
    `ssm:GetParameter on ${parameter}/storefront/task-definition`,
  ]);
});

it('builds each service for the architecture that it runs on', () => {
  const environments = [
    testEnvironment({
      services: [testService('catalog', { architecture: 'x86_64' }), testService('storefront')],
    }),
  ];
  const { pipelines: mixed } = stacks(testConfig({ environments }));
  mixed.hasResourceProperties('AWS::CodeBuild::Project', {
    Name: 'devops-on-aws-catalog',
    Environment: { Type: 'LINUX_CONTAINER' },
  });
  mixed.hasResourceProperties('AWS::CodeBuild::Project', {
    Name: 'devops-on-aws-storefront',
    Environment: { Type: 'ARM_CONTAINER' },
  });
});

it('deletes logs, reports and artifacts with the stack in a disposable toolchain, and keeps them in another', () => {
  const { toolchain } = testConfig();
  const kept = stacks(testConfig({ toolchain: { ...toolchain, disposable: false } })).pipelines;
  for (const type of ['AWS::S3::Bucket', 'AWS::CodeBuild::ReportGroup']) {
    pipelines.allResources(type, { DeletionPolicy: 'Delete' });
    kept.allResources(type, { DeletionPolicy: 'Retain' });
  }
});
