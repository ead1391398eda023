import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import { BuildProject } from '../../lib/build/build-project';
import { DeliveryPipeline } from '../../lib/pipeline/delivery-pipeline';
import { ReleasePreparation } from '../../lib/pipeline/release-preparation';
import type { TemplateData } from '../shared/assembly';
import { rolesOf } from '../shared/iam';
import { testApp } from '../shared/synth';
import { stubRelease } from './release-targets';

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly Namespace?: string;
  readonly Configuration: Readonly<Record<string, unknown>>;
  readonly InputArtifacts?: readonly { readonly Name: string }[];
  readonly OutputArtifacts?: readonly { readonly Name: string }[];
}

function pipeline({ disposable = true } = {}): Template {
  const stack = new Stack(testApp(), 'Test', { env: { region: 'us-east-1' } });
  const build = new BuildProject(stack, 'Build', {
    projectName: 'shop-storefront',
    service: 'storefront',
    architecture: 'arm64',
    repository: ecr.Repository.fromRepositoryName(stack, 'Repository', 'shop/storefront'),
    logRetention: 14,
    disposable,
  });
  new DeliveryPipeline(stack, 'Delivery', {
    pipelineName: 'shop-storefront',
    source: codecommit.Repository.fromRepositoryName(stack, 'Source', 'shop'),
    branch: 'trunk',
    build,
    preparation: new ReleasePreparation(stack, 'Preparation', 14),
    releases: [
      stubRelease(stack, 'storefront', 'staging', 'hook-staging'),
      stubRelease(stack, 'storefront', 'production'),
    ],
    logRetention: 14,
    disposable,
  });
  return Template.fromStack(stack);
}

const template = pipeline();
const [resource] = Object.values(template.findResources('AWS::CodePipeline::Pipeline')) as {
  DependsOn: string[];
  Properties: { Stages: { Name: string; Actions: Action[] }[] };
}[];
const stages = resource?.Properties.Stages ?? [];
const actionsOf = (stage: string): Action[] =>
  stages.find(({ Name }) => Name === stage)?.Actions.toSorted((a, b) => a.RunOrder - b.RunOrder) ?? [];
const action = (stage: string, name: string): Action | undefined =>
  actionsOf(stage).find(({ Name }) => Name === name);
const roles = rolesOf(new Map([['Test', template.toJSON() as TemplateData]]));
const role = (name: string) => roles.find(({ key }) => key === `Test/DeliveryActions${name}`);

it('releases through the environments in their order', () => {
  expect(stages.map(({ Name }) => Name)).toEqual(['Source', 'Build', 'staging', 'production']);
  for (const environment of ['staging', 'production']) {
    expect(actionsOf(environment).map(({ Name }) => Name)).toEqual(['Prepare', 'Deploy', 'Verify']);
    expect(actionsOf(environment).map(({ RunOrder }) => RunOrder)).toEqual([1, 2, 3]);
  }
});

it('is a V2 pipeline that releases one commit after the other', () => {
  template.hasResourceProperties('AWS::CodePipeline::Pipeline', {
    Name: 'shop-storefront',
    PipelineType: 'V2',
    ExecutionMode: 'QUEUED',
  });
});

it('starts at a commit on the branch, without polling', () => {
  expect(action('Source', 'Source')?.Configuration).toEqual({
    RepositoryName: 'shop',
    BranchName: 'trunk',
    PollForSourceChanges: false,
  });
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.codecommit'],
      'detail-type': ['CodeCommit Repository State Change'],
      detail: { event: ['referenceCreated', 'referenceUpdated'], referenceName: ['trunk'] },
    },
    Targets: [{ Arn: Match.anyValue(), RoleArn: Match.anyValue() }],
  });
});

it('tells the build when the author made the commit, which no source artifact does', () => {
  expect(action('Source', 'Source')?.Namespace).toBe('Source');
  expect(action('Build', 'Build')?.Configuration.EnvironmentVariables).toBe(
    '[{"name":"COMMIT_AUTHOR_TIME","type":"PLAINTEXT","value":"#{Source.AuthorDate}"}]',
  );
});

it('hands the build output, never the source, to the deployments', () => {
  expect(action('Build', 'Build')?.InputArtifacts).toEqual([{ Name: 'SourceArtifact' }]);
  for (const environment of ['staging', 'production']) {
    expect(action(environment, 'Prepare')?.InputArtifacts).toEqual([{ Name: 'BuildArtifact' }]);
    expect(action(environment, 'Prepare')?.OutputArtifacts).toEqual([{ Name: `Release-${environment}` }]);
    expect(action(environment, 'Deploy')?.InputArtifacts).toEqual([{ Name: `Release-${environment}` }]);
  }
});

it('tells Prepare which task definition it starts from and which hook checks the release', () => {
  const parameters = (environment: string): unknown =>
    JSON.parse(String(action(environment, 'Prepare')?.Configuration.UserParameters));

  expect(parameters('staging')).toEqual({
    taskDefinitionParameter: '/test/staging/storefront/task-definition',
    hookFunction: 'hook-staging',
  });
  expect(parameters('production')).toEqual({
    taskDefinitionParameter: '/test/production/storefront/task-definition',
  });
});

it('verifies the image that Prepare of the same environment named', () => {
  for (const environment of ['staging', 'production']) {
    const namespace = action(environment, 'Prepare')?.Namespace;
    expect(namespace).toBe(`Prepare-${environment}`);
    expect(action(environment, 'Verify')?.Configuration).toEqual({
      FunctionName: `verify-${environment}-storefront`,
      UserParameters: `{"image":"#{${namespace}.image}"}`,
    });
  }
});

it('does not start before every role has its policy', () => {
  const policies = Object.keys(template.findResources('AWS::IAM::Policy'));
  // The function of Prepare, which the pipeline refers to, waits for its policy itself.
  const others = /EventsRole|^Preparation/;
  const early = policies.filter((id) => !others.test(id) && !resource?.DependsOn.includes(id));

  expect(early).toEqual([]);
});

describe('the role of', () => {
  const object = '${DeliveryArtifactsBucket.Arn}/*';
  const readAndWrite = [
    's3:GetBucketAcl on ${DeliveryArtifactsBucket.Arn}',
    's3:GetBucketLocation on ${DeliveryArtifactsBucket.Arn}',
    's3:GetBucketVersioning on ${DeliveryArtifactsBucket.Arn}',
    `s3:GetObject on ${object}`,
    `s3:GetObjectVersion on ${object}`,
    `s3:PutObject on ${object}`,
  ];

  it('the pipeline may take the roles of its actions and keep artifacts', () => {
    const { assumedBy, grants } = role('PipelineRole') ?? {};
    expect(assumedBy).toEqual(['codepipeline.amazonaws.com']);
    expect(grants?.filter((grant) => !grant.startsWith('sts:'))).toEqual(readAndWrite);
    expect(
      grants?.filter((grant) => grant.startsWith('sts:')).map((grant) => grant.split(' on ')[1]),
    ).toEqual(
      [
        'BuildRole',
        'SourceRole',
        'productionDeployRole',
        'productionPrepareRole',
        'productionVerifyRole',
        'stagingDeployRole',
        'stagingPrepareRole',
        'stagingVerifyRole',
      ].map((name) => `\${DeliveryActions${name}.Arn}`),
    );
  });

  it('every action trusts the pipeline and nobody else', () => {
    const ofActions = roles.filter(({ key }) => /Actions(?!PipelineRole)/.test(key));
    expect(ofActions).toHaveLength(8);
    for (const { assumedBy } of ofActions) expect(assumedBy).toEqual(['${DeliveryActionsPipelineRole.Arn}']);
  });

  it('Source reads one repository', () => {
    const repository = 'arn:aws:codecommit:us-east-1:${AWS::AccountId}:shop';
    expect(role('SourceRole')?.grants).toEqual(
      [
        ...['CancelUploadArchive', 'GetBranch', 'GetCommit', 'GetUploadArchiveStatus', 'UploadArchive'].map(
          (call) => `codecommit:${call} on ${repository}`,
        ),
        ...readAndWrite,
      ].sort(),
    );
  });

  it('Build starts one project', () => {
    expect(role('BuildRole')?.grants).toEqual(
      ['BatchGetBuilds', 'StartBuild', 'StopBuild'].map(
        (call) => `codebuild:${call} on \${BuildProject.Arn}`,
      ),
    );
  });

  it('Prepare invokes one function and hands on artifacts', () => {
    expect(role('stagingPrepareRole')?.grants).toEqual([
      'lambda:InvokeFunction on ${PreparationPrepareFunction.Arn}',
      'lambda:ListFunctions on *',
      ...readAndWrite,
    ]);
  });

  it('Verify invokes one function and sees no artifact', () => {
    expect(role('stagingVerifyRole')?.grants).toEqual([
      'lambda:InvokeFunction on arn:aws:lambda:us-east-1:111122223333:function:verify-staging-storefront',
      'lambda:ListFunctions on *',
    ]);
  });

  it('the build project gets the artifacts on top', () => {
    const build = roles.find(({ key }) => key === 'Test/BuildRole');
    expect(build?.grants.filter((grant) => grant.startsWith('s3:'))).toEqual(readAndWrite);
  });
});
