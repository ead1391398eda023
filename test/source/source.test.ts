import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { SourceSettings } from '../../lib/config/source-schema';
import { ArtifactBucket } from '../../lib/pipeline/artifact-bucket';
import { PullRequestChecks } from '../../lib/source/pull-request-checks';
import { Source } from '../../lib/source/source';
import type { TemplateData } from '../shared/assembly';
import { rolesOf } from '../shared/iam';
import { testApp } from '../shared/synth';

const env = { region: 'us-east-1', account: '111122223333' };
const CONNECTION = 'arn:aws:codestar-connections:us-east-1:111122223333:connection/0a1b-2c3d';

/** A source with the stack that keeps it, a pipeline that uses it, and what else it makes. */
function sourceOf(settings: SourceSettings) {
  const app = testApp();
  const registry = new Stack(app, 'Registry', { env });
  const source = Source.fromConfig(settings).bind(registry, {
    project: 'shop',
    branch: 'trunk',
    disposable: true,
  });
  const stack = new Stack(app, 'Pipeline', { env });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
  const artifacts = new ArtifactBucket(stack, 'Artifacts', {
    disposable: false,
    crossesAccounts: false,
    logRetention: 7,
  });
  const output = new codepipeline.Artifact('Files');
  const bound = source.action(stack, { service: 'catalog', output, artifacts, pipelineRole: role });
  const pipeline = new codepipeline.Pipeline(stack, 'Pipeline', { role, artifactBucket: artifacts.store });
  pipeline.addStage({ stageName: 'Source', actions: [bound.action] });
  const next = new actions.ManualApprovalAction({
    actionName: 'Next',
    additionalInformation: `${bound.variables.commitId} ${bound.variables.commitMessage} ${bound.variables.authorDate}`,
  });
  pipeline.addStage({ stageName: 'Next', actions: [next] });
  if (bound.trigger) pipeline.addTrigger(bound.trigger);
  const automation = source.automate && new Stack(app, 'Source', { env });
  if (automation) {
    source.automate?.(automation, {
      project: 'shop',
      services: ['catalog', 'storefront'],
      logRetention: 7,
    });
  }
  return {
    outputs: source.outputs,
    registry: Template.fromStack(registry),
    pipeline: Template.fromStack(stack),
    automation: automation && Template.fromStack(automation),
  };
}

const connection = (changes: Partial<Extract<SourceSettings, { kind: 'connection' }>> = {}) =>
  sourceOf({ kind: 'connection', provider: 'GitHub', owner: 'team', repository: 'shop', ...changes });

const repository = sourceOf({ kind: 'codecommit', approvals: 1 });
const known = connection({ connectionArn: CONNECTION });
const made = connection();

/** The grants of the role whose key matches. */
function grantsOf(template: Template, role: RegExp): readonly string[] {
  const roles = rolesOf(new Map([['Test', template.toJSON() as TemplateData]]));
  return roles.find(({ key }) => role.test(key))?.grants ?? [];
}

function automationOf({ automation }: { automation: Template | undefined }): Template {
  if (!automation) throw new Error('the source makes no stack');
  return automation;
}

/** Configuration of the only source action. */
function actionOf({ pipeline }: { pipeline: Template }): Record<string, unknown> {
  const [resource] = Object.values(pipeline.findResources('AWS::CodePipeline::Pipeline')) as {
    Properties: { Stages: { Actions: { Configuration: Record<string, unknown> }[] }[] };
  }[];
  return resource?.Properties.Stages[0]?.Actions[0]?.Configuration ?? {};
}

describe('every source', () => {
  it.each([
    ['CodeCommit', repository],
    ['a connection', known],
  ])('gives the commit, its message and its time: %s', (_, { pipeline }) => {
    const [resource] = Object.values(pipeline.findResources('AWS::CodePipeline::Pipeline')) as unknown[];
    expect(JSON.stringify(resource)).toContain(
      '"CustomData":"#{Source.CommitId} #{Source.CommitMessage} #{Source.AuthorDate}"',
    );
  });

  it.each([
    ['CodeCommit', repository],
    ['a known connection', known],
    ['a connection of the project', made],
  ])('tells what to do next: %s', (_, { outputs }) => {
    expect(outputs.NextStep?.value).toMatch(/merge it to trunk/);
  });
});

describe('CodeCommit', () => {
  const automation = automationOf(repository);

  it('takes the branch, and starts at no push by itself', () => {
    expect(actionOf(repository)).toMatchObject({ BranchName: 'trunk', PollForSourceChanges: false });
    repository.pipeline.resourceCountIs('AWS::Events::Rule', 0);
    repository.registry.resourceCountIs('AWS::Events::Rule', 0);
  });

  it('tells both ways to clone', () => {
    expect(Object.keys(repository.outputs)).toEqual(['CloneUrl', 'CloneUrlHttps', 'NextStep']);
  });

  it('calls the function for pushes to the branch, and for nothing else', () => {
    automation.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.codecommit'],
        'detail-type': ['CodeCommit Repository State Change'],
        resources: [Match.anyValue()],
        detail: {
          event: ['referenceCreated', 'referenceUpdated'],
          referenceType: ['branch'],
          referenceName: ['trunk'],
        },
      },
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TriggerStart'), 'Arn'] } }],
    });
  });

  it('starts the pipelines by name, and no others', () => {
    automation.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          BRANCH: 'trunk',
          PIPELINES: JSON.stringify({ catalog: 'shop-catalog', storefront: 'shop-storefront' }),
        },
      },
    });
    const starts = grantsOf(automation, /TriggerStartRole/).filter((grant) =>
      grant.startsWith('codepipeline:'),
    );
    expect(starts).toEqual([
      'codepipeline:StartPipelineExecution on arn:aws:codepipeline:us-east-1:111122223333:shop-catalog',
      'codepipeline:StartPipelineExecution on arn:aws:codepipeline:us-east-1:111122223333:shop-storefront',
    ]);
  });

  it('builds the code of open pull requests for the branch', () => {
    automation.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        'detail-type': ['CodeCommit Pull Request State Change'],
        resources: [Match.anyValue()],
        detail: {
          event: ['pullRequestCreated', 'pullRequestSourceBranchUpdated'],
          destinationReference: ['refs/heads/trunk'],
          pullRequestStatus: ['Open'],
        },
      },
      Targets: [
        Match.objectLike({
          Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ChecksBuildProject'), 'Arn'] },
          InputTransformer: {
            InputPathsMap: {
              'detail-sourceCommit': '$.detail.sourceCommit',
              'detail-pullRequestId': '$.detail.pullRequestId',
            },
            InputTemplate:
              '{"sourceVersion":<detail-sourceCommit>,"environmentVariablesOverride":[{"name":"PULL_REQUEST_ID","value":<detail-pullRequestId>,"type":"PLAINTEXT"}]}',
          },
        }),
      ],
    });
  });

  it('reports only builds that the rule started, when they are done', () => {
    const [rule] = Object.keys(
      automation.findResources('AWS::Events::Rule', {
        Properties: { Description: Match.stringLikeRegexp('^New code') },
      }),
    );
    automation.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: {
        source: ['aws.codebuild'],
        detail: {
          'project-name': [{ Ref: Match.stringLikeRegexp('^ChecksBuildProject') }],
          'build-status': [{ 'anything-but': ['IN_PROGRESS'] }],
          'additional-information': { initiator: [{ 'Fn::Join': ['', ['rule/', { Ref: rule }]] }] },
        },
      },
    });
  });

  it('keeps a result that could not be told, wherever it was lost', () => {
    const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^ChecksFailedResults'), 'Arn'] };
    automation.hasResourceProperties('AWS::Events::Rule', {
      Description: 'A check of a pull request is done',
      Targets: [
        Match.objectLike({
          DeadLetterConfig: { Arn: queue },
          RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 3600 },
        }),
      ],
    });
    automation.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^ChecksReportFunction') },
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
  });

  it('gives the code of a pull request leave to read itself and to write its log, and nothing else', () => {
    expect(grantsOf(automation, /ChecksBuildRole$/).map((grant) => grant.split(' ')[0])).toEqual([
      'codecommit:GitPull',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
    automation.hasResourceProperties('AWS::CodeBuild::Project', {
      Source: { Type: 'CODECOMMIT', BuildSpec: 'pull-request.buildspec.yml' },
      Environment: { PrivilegedMode: false },
      Cache: { Type: 'NO_CACHE' },
    });
  });

  it('lets the report function approve, and the build not', () => {
    const approves = 'codecommit:UpdatePullRequestApprovalState';
    expect(grantsOf(automation, /ChecksReportRole/).join()).toContain(approves);
    expect(grantsOf(automation, /ChecksBuildRole/).join()).not.toContain(approves);
  });

  it('names the approver as its part of AWS does', () => {
    const stack = new Stack(testApp(), 'Checks', { env: { ...env, region: 'cn-north-1' } });
    const shop = codecommit.Repository.fromRepositoryName(stack, 'Repository', 'shop');
    const { approver } = new PullRequestChecks(stack, 'Checks', {
      repository: shop,
      branch: 'trunk',
      logRetention: 7,
    });
    expect(JSON.stringify(stack.resolve(approver))).toMatch(
      /"arn:aws-cn:sts::111122223333:assumed-role\/",\{"Ref":"ChecksReportRole\w+"\},"\/\*"/,
    );
  });

  it('wants the approval of the check, and a second one that the check cannot give twice', () => {
    const [rules] = Object.values(automation.findResources('Custom::ApprovalRules')) as {
      Properties: { templates: { name: string; content: unknown }[] };
    }[];
    const templates = rules?.Properties.templates.map(({ name, content }) => [name, JSON.stringify(content)]);
    expect(templates?.map(([name]) => name)).toEqual(['shop-check', 'shop-people']);
    expect(templates?.[0]?.[1]).toMatch(/NumberOfApprovalsNeeded\\":1,.*assumed-role.*ChecksReportRole/);
    expect(templates?.[1]?.[1]).toContain(String.raw`NumberOfApprovalsNeeded\":2}`);
    for (const [, content] of templates ?? []) expect(content).toContain('refs/heads/trunk');
  });

  it('wants nobody beside the check where one person works alone', () => {
    const alone = automationOf(sourceOf({ kind: 'codecommit', approvals: 0 }));
    alone.hasResourceProperties('Custom::ApprovalRules', {
      templates: [Match.objectLike({ name: 'shop-check' })],
    });
  });

  it('makes the rules only when the function may keep them', () => {
    automation.hasResource('Custom::ApprovalRules', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ApprovalsKeepRole')]),
    });
  });

  it('has a policy that leaves developers the pull request as the only way to the branch', () => {
    automation.hasResourceProperties('AWS::IAM::ManagedPolicy', {
      Description: 'Changes of trunk by pull request only',
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Deny' })]) },
    });
    automation.hasOutput('DeveloperPolicy', {});
  });
});

describe('a connection', () => {
  it('starts the pipeline at pushes to the branch that change the service or shared files', () => {
    known.pipeline.hasResourceProperties('AWS::CodePipeline::Pipeline', {
      Triggers: [
        {
          ProviderType: 'CodeStarSourceConnection',
          GitConfiguration: {
            SourceActionName: 'Source',
            Push: [
              {
                Branches: { Includes: ['trunk'] },
                FilePaths: {
                  Includes: Match.arrayWith(['app/catalog/**', 'app/shared/**', 'package*.json']),
                },
              },
            ],
          },
        },
      ],
    });
    expect(actionOf(known)).toMatchObject({ DetectChanges: false, FullRepositoryId: 'team/shop' });
  });

  it('is used with calls that have the prefix of its ARN', () => {
    const uses = (source: typeof known) =>
      grantsOf(source.pipeline, /^Test\/Role$/).filter((grant) => grant.includes('connections:'));
    expect(uses(known)).toEqual([`codestar-connections:UseConnection on ${CONNECTION}`]);
    expect(uses(made)).toEqual([
      expect.stringMatching(/^codeconnections:UseConnection on \$\{import Registry:/) as string,
    ]);
  });

  it('is made where none is named, and a person is asked to finish it', () => {
    made.registry.hasResourceProperties('AWS::CodeConnections::Connection', {
      ConnectionName: 'shop',
      ProviderType: 'GitHub',
    });
    expect(made.outputs.FinishConnection?.description).toMatch(/sign in to GitHub/);
    expect(made.outputs.FinishConnection?.value).toBe(
      'https://us-east-1.console.aws.amazon.com/codesuite/settings/connections?region=us-east-1',
    );
    expect(known.registry.toJSON()).not.toHaveProperty('Resources');
    expect(known.outputs).not.toHaveProperty('FinishConnection');
  });

  it('checks pull requests as soon as the connection is known to be finished', () => {
    expect(known.automation).toBeDefined();
    expect(made.automation).toBeUndefined();
    expect(connection({ checkPullRequests: true }).automation).toBeDefined();
    expect(connection({ connectionArn: CONNECTION, checkPullRequests: false }).automation).toBeUndefined();
  });

  it('reports the result of a check to the provider, by the token of the connection', () => {
    const automation = automationOf(known);
    automation.hasResourceProperties('AWS::CodeBuild::Project', {
      Source: {
        Type: 'GITHUB',
        Location: 'https://github.com/team/shop.git',
        Auth: { Type: 'CODECONNECTIONS', Resource: CONNECTION },
        ReportBuildStatus: true,
        BuildSpec: 'pull-request.buildspec.yml',
      },
      Triggers: {
        Webhook: true,
        FilterGroups: [
          [
            { Type: 'EVENT', Pattern: 'PULL_REQUEST_CREATED, PULL_REQUEST_UPDATED, PULL_REQUEST_REOPENED' },
            { Type: 'BASE_REF', Pattern: '^refs/heads/trunk$' },
          ],
        ],
        PullRequestBuildPolicy: { RequiresCommentApproval: 'FORK_PULL_REQUESTS' },
      },
    });
    automation.resourceCountIs('AWS::Lambda::Function', 0);
    expect(grantsOf(automation, /PullRequestChecksRole$/)).toEqual([
      `codestar-connections:GetConnection on ${CONNECTION}`,
      `codestar-connections:GetConnectionToken on ${CONNECTION}`,
      expect.stringMatching(/^logs:CreateLogStream/) as string,
      expect.stringMatching(/^logs:PutLogEvents/) as string,
    ]);
  });

  it('lets CodeBuild use the role before it puts the webhook', () => {
    automationOf(known).hasResource('AWS::CodeBuild::Project', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^PullRequestChecksRole')]),
    });
  });

  it.each([
    ['GitLab', 'GITLAB', 'https://gitlab.com/team/shop.git', /REOPENED/],
    ['Bitbucket', 'BITBUCKET', 'https://bitbucket.org/team/shop.git', /UPDATED$/],
  ] as const)('knows %s', (provider, Type, Location, events) => {
    const automation = automationOf(connection({ provider, connectionArn: CONNECTION }));
    automation.hasResourceProperties('AWS::CodeBuild::Project', {
      Source: { Type, Location },
      Triggers: { FilterGroups: [[{ Pattern: Match.stringLikeRegexp(events.source) }, Match.anyValue()]] },
    });
  });
});
