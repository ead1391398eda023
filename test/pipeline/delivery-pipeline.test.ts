import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BuildProject } from '../../lib/build/build-project';
import { DeliveryPipeline } from '../../lib/pipeline/delivery-pipeline';
import { entryConditions } from '../../lib/pipeline/entry-conditions';
import { ReleasePreparation } from '../../lib/pipeline/release-preparation';
import { VERSION_PATTERN } from '../../lib/pipeline/version-variable';
import { ScanGate } from '../../lib/scan/scan-gate';
import { CodeCommitSource } from '../../lib/source/code-commit-source';
import { requestedVersion } from '../../scripts/release/requested-version';
import type { TemplateData } from '../shared/assembly';
import { rolesOf } from '../shared/iam';
import { testApp } from '../shared/synth';
import { stubRelease } from './release-targets';

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly Namespace?: string;
  readonly Configuration: Readonly<Record<string, unknown>>;
  readonly TimeoutInMinutes?: number;
  readonly InputArtifacts?: readonly { readonly Name: string }[];
  readonly OutputArtifacts?: readonly { readonly Name: string }[];
}

const WINDOW = { cron: '* * 9-15 ? * MON-THU *', timeZone: 'Europe/Berlin' };
const ENVIRONMENTS = ['staging', 'production', 'abroad'];

interface Stage {
  readonly Name: string;
  readonly Actions: Action[];
  readonly BeforeEntry?: { Conditions: { Result: string; Rules: Rule[] }[] };
  readonly OnFailure?: unknown;
}

interface Rule {
  readonly Name: string;
  readonly RuleTypeId: { Category: string; Owner: string; Provider: string; Version: string };
  readonly Configuration: Readonly<Record<string, string>>;
  readonly RoleArn?: { 'Fn::GetAtt': [string, string] };
}

function pipeline({ disposable = true } = {}): Template {
  const stack = new Stack(testApp(), 'Test', { env: { region: 'us-east-1' } });
  const repository = ecr.Repository.fromRepositoryName(stack, 'Repository', 'shop/storefront');
  const source = codecommit.Repository.fromRepositoryName(stack, 'Source', 'shop');
  const build = new BuildProject(stack, 'Build', {
    projectName: 'shop-storefront',
    service: 'storefront',
    architecture: 'arm64',
    repository,
    logRetention: 14,
    disposable,
  });
  new DeliveryPipeline(stack, 'Delivery', {
    pipelineName: 'shop-storefront',
    source: new CodeCommitSource(source, 'trunk', { approvals: 1 }),
    service: 'storefront',
    build,
    scan: new ScanGate(stack, 'Scan', {
      repository,
      rules: { blockFrom: 'critical', allow: [] },
      logRetention: 14,
    }),
    preparation: new ReleasePreparation(stack, 'Preparation', 14),
    releases: [
      stubRelease(stack, 'storefront', 'staging', {
        hookFunctionName: 'hook-staging',
        gate: { approval: false, alarmNames: ['staging-errors', 'staging-latency'] },
      }),
      stubRelease(stack, 'storefront', 'production', {
        gate: { approval: true, changeWindow: WINDOW, alarmNames: ['blue-errors', 'green-errors'] },
      }),
      stubRelease(stack, 'storefront', 'abroad'),
    ],
    logRetention: 14,
    disposable,
  });
  return Template.fromStack(stack);
}

const template = pipeline();
const [resource] = Object.values(template.findResources('AWS::CodePipeline::Pipeline')) as {
  DependsOn: string[];
  Properties: { Stages: Stage[]; Variables: unknown };
}[];
const stages = resource?.Properties.Stages ?? [];
const actionsOf = (stage: string): Action[] =>
  stages.find(({ Name }) => Name === stage)?.Actions.toSorted((a, b) => a.RunOrder - b.RunOrder) ?? [];
const action = (stage: string, name: string): Action | undefined =>
  actionsOf(stage).find(({ Name }) => Name === name);
const roles = rolesOf(new Map([['Test', template.toJSON() as TemplateData]]));
const role = (name: string) => roles.find(({ key }) => key === `Test/DeliveryActions${name}`);

it('releases through the environments in their order, after a scan, and asks a person where one must agree', () => {
  expect(stages.map(({ Name }) => Name)).toEqual([
    'Source',
    'Build',
    'Scan',
    'staging',
    'Approve-production',
    'production',
    'abroad',
  ]);
  for (const environment of ENVIRONMENTS) {
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

it('tells the build when the author made the commit, and which version is released again', () => {
  expect(action('Source', 'Source')?.Namespace).toBe('Source');
  expect(JSON.parse(String(action('Build', 'Build')?.Configuration.EnvironmentVariables))).toEqual([
    { name: 'COMMIT_AUTHOR_TIME', type: 'PLAINTEXT', value: '#{Source.AuthorDate}' },
    { name: 'REQUESTED_VERSION', type: 'PLAINTEXT', value: '#{variables.VERSION}' },
  ]);
  expect(resource?.Properties.Variables).toEqual([
    {
      Name: 'VERSION',
      DefaultValue: 'none',
      Description: expect.stringMatching(/commit id.*digest/) as string,
    },
  ]);
});

it('lets no value of the variable into the environment of the build that could break out of it', () => {
  const [build] = stages.filter(({ Name }) => Name === 'Build') as { BeforeEntry?: unknown }[];
  expect(build?.BeforeEntry).toEqual({
    Conditions: [
      {
        Result: 'FAIL',
        Rules: [
          {
            Name: 'version',
            RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'VariableCheck', Version: '1' },
            Configuration: {
              Variable: '#{variables.VERSION}',
              Operator: 'MATCHES',
              Value: '^(none|[0-9a-f]{12,40}|sha256:[0-9a-f]{64})$',
            },
          },
        ],
      },
    ],
  });
});

it.each([
  ['none', true],
  ['3f2c9a1b4d5e', true],
  ['a'.repeat(40), true],
  [`sha256:${'0'.repeat(64)}`, true],
  ['', false],
  ['3f2c9a1b4d5', false],
  ['a'.repeat(41), false],
  ['None', false],
  ['latest', false],
  [' none', false],
  ['none"},{"name":"NODE_OPTIONS","value":"--require /tmp/x', false],
  ['none\\u0022', false],
  ['none\nnone', false],
  ['#{Source.CommitId}', false],
])('takes the version %j: %s', (version, taken) => {
  expect(new RegExp(VERSION_PATTERN).test(version)).toBe(taken);
  // The build understands exactly the same.
  const understood = (): unknown => requestedVersion({ REQUESTED_VERSION: version });
  if (taken) expect(understood).not.toThrow();
  else if (version !== '') expect(understood).toThrow('VERSION: got');
});

it('builds once and takes the same output to every environment', () => {
  const builders = stages.flatMap(({ Actions }) =>
    Actions.filter(({ OutputArtifacts = [] }) =>
      OutputArtifacts.some(({ Name }) => Name === 'BuildArtifact'),
    ),
  );
  expect(builders.map(({ Name }) => Name)).toEqual(['Build']);
  const inputs = ['Scan', ...ENVIRONMENTS].map((stage) => actionsOf(stage)[0]?.InputArtifacts);
  expect(inputs).toEqual([1, 2, 3, 4].map(() => [{ Name: 'BuildArtifact' }]));
});

describe('the approval', () => {
  const [describe, approve] = actionsOf('Approve-production');

  it('begins with a description of what would be released', () => {
    expect(describe).toMatchObject({
      Name: 'Describe',
      Namespace: 'Approve-production',
      InputArtifacts: [{ Name: 'BuildArtifact' }],
    });
    const { UserParameters } = describe?.Configuration ?? {};
    expect(JSON.parse(String(UserParameters))).toEqual({
      pipeline: 'shop-storefront',
      execution: '#{codepipeline.PipelineExecutionId}',
      stage: 'production',
      branch: 'trunk',
      repository: 'shop',
      page: 'https://us-east-1.console.aws.amazon.com/codesuite/codepipeline/pipelines/shop-storefront/view?region=us-east-1',
    });
  });

  it('shows the description and links the commit, for three days', () => {
    expect(approve).toMatchObject({
      Name: 'Approve',
      TimeoutInMinutes: 3 * 24 * 60,
      Configuration: {
        CustomData: '#{Approve-production.summary}',
        ExternalEntityLink: '#{Approve-production.link}',
      },
    });
  });

  it('has a stage of its own, so that no rollback asks again and a refusal starts none', () => {
    const stage = stages.find(({ Name }) => Name === 'Approve-production');
    expect(stage).not.toHaveProperty('OnFailure');
    expect(stage).not.toHaveProperty('BeforeEntry');
  });
});

describe('before a release enters', () => {
  const conditions = (stage: string) => stages.find(({ Name }) => Name === stage)?.BeforeEntry?.Conditions;
  const alarmRule = (AlarmName: string) => ({
    Name: AlarmName,
    RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'CloudWatchAlarm', Version: '1' },
    Configuration: { AlarmName, AlarmStates: 'ALARM', WaitTime: '10' },
  });

  it('staging, its alarms must not be red', () => {
    expect(conditions('staging')).toEqual([
      {
        Result: 'FAIL',
        Rules: ['staging-errors', 'staging-latency'].map((name) => alarmRule(name)),
      },
    ]);
  });

  it('production, its window must be open too', () => {
    const window = {
      Name: 'production-window',
      RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'DeploymentWindow', Version: '1' },
      Configuration: { Cron: WINDOW.cron, TimeZone: WINDOW.timeZone },
    };
    expect(conditions('production')).toEqual([
      {
        Result: 'FAIL',
        Rules: [window, ...['blue-errors', 'green-errors'].map((name) => alarmRule(name))],
      },
    ]);
  });

  it('an environment without a gate, nothing is asked', () => {
    expect(conditions('abroad')).toBeUndefined();
  });
});

it('has no more entry rules than CodePipeline takes', () => {
  const stack = new Stack(testApp(), 'Rules');
  const pipelineRole = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  const withAlarms = (count: number) => () =>
    entryConditions(new Construct(stack, `With${count}`), {
      stageName: 'production',
      gate: {
        approval: false,
        changeWindow: WINDOW,
        alarmNames: Array.from({ length: count }, (_, index) => `a${index}`),
      },
      pipelineRole,
    });
  expect(withAlarms(4)().beforeEntry?.conditions?.[0]?.rules).toHaveLength(5);
  expect(withAlarms(5)).toThrow('production has 6 entry rules; allowed: 5 at most');
});

it('rolls an environment back when its stage fails, and no other stage', () => {
  const rolledBack = stages.filter(({ OnFailure }) => OnFailure !== undefined);
  expect(rolledBack.map(({ Name, OnFailure }) => [Name, OnFailure])).toEqual(
    ENVIRONMENTS.map((name) => [name, { Result: 'ROLLBACK' }]),
  );
});

it('hands the build output, never the source, to the deployments', () => {
  expect(action('Build', 'Build')?.InputArtifacts).toEqual([{ Name: 'SourceArtifact' }]);
  for (const environment of ENVIRONMENTS) {
    expect(action(environment, 'Prepare')?.InputArtifacts).toEqual([{ Name: 'BuildArtifact' }]);
    expect(action(environment, 'Prepare')?.OutputArtifacts).toEqual([{ Name: `Release-${environment}` }]);
    expect(action(environment, 'Deploy')?.InputArtifacts).toEqual([{ Name: `Release-${environment}` }]);
  }
});

it('tells Prepare which task definition it starts from, which hook checks the release and where it is deployed', () => {
  const parameters = (environment: string): unknown =>
    JSON.parse(String(action(environment, 'Prepare')?.Configuration.UserParameters));

  expect(parameters('staging')).toEqual({
    taskDefinitionParameter: '/test/staging/storefront/task-definition',
    hookFunction: 'hook-staging',
    site: { application: 'staging-storefront', group: 'release' },
  });
  expect(parameters('production')).toEqual({
    taskDefinitionParameter: '/test/production/storefront/task-definition',
    site: { application: 'production-storefront', group: 'release' },
  });
});

it('verifies the image that Prepare of the same environment named', () => {
  for (const environment of ENVIRONMENTS) {
    const namespace = action(environment, 'Prepare')?.Namespace;
    expect(namespace).toBe(`Prepare-${environment}`);
    const { FunctionName, UserParameters } = action(environment, 'Verify')?.Configuration ?? {};
    expect(JSON.stringify(FunctionName)).toContain(`:function:verify-${environment}-storefront"`);
    expect(UserParameters).toBe(`{"image":"#{${namespace}.image}"}`);
  }
});

it('does not start before its role and what it calls are complete', () => {
  // Permissions are part of each role; a policy beside one could come too late.
  template.resourceCountIs('AWS::IAM::Policy', 0);
  for (const id of ['DeliveryActionsPipelineRole', 'BuildRole', 'ScanGateRole']) {
    expect(resource?.DependsOn).toContainEqual(expect.stringMatching(`^${id}`));
  }
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

  it('the pipeline may do what its actions call, and nothing else', () => {
    const { assumedBy, grants } = role('PipelineRole') ?? {};
    const project = '${BuildProject.Arn}';
    const repository = 'arn:aws:codecommit:us-east-1:${AWS::AccountId}:shop';
    const verify = 'arn:aws:lambda:us-east-1:${AWS::AccountId}:function:verify';
    expect(assumedBy).toEqual(['codepipeline.amazonaws.com']);
    expect(grants).toEqual([
      'cloudwatch:DescribeAlarms on arn:aws:cloudwatch:us-east-1:${AWS::AccountId}:alarm:*',
      ...['BatchGetBuilds', 'StartBuild', 'StopBuild'].map((call) => `codebuild:${call} on ${project}`),
      ...['CancelUploadArchive', 'GetBranch', 'GetCommit', 'GetUploadArchiveStatus', 'UploadArchive'].map(
        (call) => `codecommit:${call} on ${repository}`,
      ),
      'lambda:InvokeFunction on ${DeliveryActionsApprovalsDescribeFunction.Arn}',
      'lambda:InvokeFunction on ${PreparationPrepareFunction.Arn}',
      'lambda:InvokeFunction on ${ScanGateFunction.Arn}',
      ...[...ENVIRONMENTS].sort().map((name) => `lambda:InvokeFunction on ${verify}-${name}-storefront`),
      'lambda:ListFunctions on *',
      ...readAndWrite,
    ]);
  });

  it('an action is the one of the pipeline, so that there is no other', () => {
    const named = stages.flatMap(({ Actions }) => Actions.filter((one) => 'RoleArn' in one));
    expect(named).toEqual([]);
    expect(roles.filter(({ assumedBy }) => assumedBy.includes('codepipeline.amazonaws.com'))).toHaveLength(1);
  });

  it('the function behind Describe reads the executions of this pipeline', () => {
    const pipelineArn = 'arn:aws:codepipeline:us-east-1:${AWS::AccountId}:shop-storefront';
    expect(role('ApprovalsDescribeRole')?.grants.filter((grant) => !grant.startsWith('logs:'))).toEqual([
      ...['GetBranch', 'GetCommit', 'GetMergeConflicts'].map(
        (call) => `codecommit:${call} on arn:aws:codecommit:us-east-1:\${AWS::AccountId}:shop`,
      ),
      `codepipeline:GetPipelineExecution on ${pipelineArn}`,
      `codepipeline:ListPipelineExecutions on ${pipelineArn}`,
      'codepipeline:PutJobFailureResult on *',
      'codepipeline:PutJobSuccessResult on *',
    ]);
  });

  it('the build project gets the artifacts on top', () => {
    const build = roles.find(({ key }) => key === 'Test/BuildRole');
    expect(build?.grants.filter((grant) => grant.startsWith('s3:'))).toEqual(readAndWrite);
  });
});
