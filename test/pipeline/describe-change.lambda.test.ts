import {
  CodeCommitClient,
  GetBranchCommand,
  GetCommitCommand,
  GetMergeConflictsCommand,
} from '@aws-sdk/client-codecommit';
import {
  CodePipelineClient,
  GetPipelineExecutionCommand,
  ListPipelineExecutionsCommand,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import type { TriggerType } from '@aws-sdk/client-codepipeline';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { strToU8, zipSync } from 'fflate';
import type { DescribeParameters } from '../../lib/pipeline/describe-change';
import { handler } from '../../lib/pipeline/describe-change.lambda';
import { jobEvent, lambdaContext } from './job-event';
import { IMAGE } from './release-sources';

const COMMIT = 'fedcba9876543210fedcba9876543210fedcba98';
const PARAMETERS: DescribeParameters = {
  pipeline: 'shop-storefront',
  execution: 'execution-2',
  stage: 'production',
  branch: 'main',
  page: 'https://console.example/pipeline',
};
const RELEASE = {
  service: 'storefront',
  version: 'fedcba987654',
  commit: COMMIT,
  authorTime: '2026-01-31T12:00:00.000Z',
  image: IMAGE,
};

const s3 = mockClient(S3Client);
const codePipeline = mockClient(CodePipelineClient);
const codeCommit = mockClient(CodeCommitClient);

const artifact = (files: Readonly<Record<string, object>>) => {
  const zip = zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, content]) => [name, strToU8(JSON.stringify(content))]),
    ),
  );
  return { Body: { transformToByteArray: () => Promise.resolve(zip) } as never };
};
const execution = (revisionId: string, revisionSummary: string, version = 'none') => ({
  pipelineExecution: {
    artifactRevisions: [
      { revisionId, revisionSummary, revisionUrl: `https://console.example/${revisionId}` },
    ],
    variables: [{ name: 'VERSION', resolvedValue: version }],
  },
});
const ofExecution = (pipelineExecutionId: string) =>
  codePipeline.on(GetPipelineExecutionCommand, { pipelineName: 'shop-storefront', pipelineExecutionId });

beforeEach(() => {
  s3.reset();
  codePipeline.reset();
  codeCommit.reset();
  s3.on(GetObjectCommand).resolves(artifact({ 'release.json': RELEASE }));
  ofExecution('execution-2').resolves(execution(COMMIT, 'fix: round prices down'));
  ofExecution('execution-1').resolves(execution('0123456789abcdef', 'feat: a search box'));
  codePipeline
    .on(ListPipelineExecutionsCommand)
    .resolves({ pipelineExecutionSummaries: [{ pipelineExecutionId: 'execution-1' }] });
});

async function describeRelease(parameters = PARAMETERS): Promise<Record<string, string> | undefined> {
  const configuration = { FunctionName: 'describe', UserParameters: JSON.stringify(parameters) };
  await handler(jobEvent({ actionConfiguration: { configuration }, outputArtifacts: [] }), lambdaContext());
  return codePipeline.commandCalls(PutJobSuccessResultCommand)[0]?.args[0].input.outputVariables;
}

it('tells what would be released, what was released last, and links the commit', async () => {
  expect(await describeRelease()).toEqual({
    summary: expect.stringMatching(
      /^storefront fedcba987654 to production, "fix: round prices down"\. .* Released there last: 0123456789ab, "feat: a search box"\.$/,
    ) as string,
    link: `https://console.example/${COMMIT}`,
  });
});

it('asks for the last execution that succeeded in the stage of the environment', async () => {
  await describeRelease();

  expect(codePipeline.commandCalls(ListPipelineExecutionsCommand)[0]?.args[0].input).toEqual({
    pipelineName: 'shop-storefront',
    maxResults: 1,
    filter: { succeededInStage: { stageName: 'production' } },
  });
});

describe('a repository of CodeCommit', () => {
  const parameters = { ...PARAMETERS, repository: 'shop' };
  const NEWEST = 'e'.repeat(40);
  const OTHER = '0'.repeat(40);
  const onBranch = (commit: string, baseCommitId?: string): void =>
    void codeCommit
      .on(GetMergeConflictsCommand, { sourceCommitSpecifier: commit, destinationCommitSpecifier: NEWEST })
      .resolves(baseCommitId === undefined ? {} : { baseCommitId });
  const failure = (): string | undefined =>
    codePipeline.commandCalls(PutJobFailureResultCommand)[0]?.args[0].input.failureDetails?.message;

  beforeEach(() => {
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    codeCommit
      .on(GetBranchCommand, { repositoryName: 'shop', branchName: 'main' })
      .resolves({ branch: { commitId: COMMIT } });
    codeCommit
      .on(GetCommitCommand, { repositoryName: 'shop', commitId: COMMIT })
      .resolves({ commit: { author: { name: 'Ann Author' }, message: 'fix: its own words' } });
  });

  it('is asked who made the commit that is released', async () => {
    expect((await describeRelease(parameters))?.summary).toContain(
      `to production, "fix: its own words". Commit ${COMMIT} by Ann Author, made`,
    );
  });

  it('may know no author', async () => {
    codeCommit.on(GetCommitCommand).resolves({ commit: {} });
    expect((await describeRelease(parameters))?.summary).toContain(`"". Commit ${COMMIT}, made`);
  });

  it('may have newer commits on the branch', async () => {
    codeCommit.on(GetBranchCommand).resolves({ branch: { commitId: NEWEST } });
    onBranch(COMMIT, COMMIT);

    expect((await describeRelease(parameters))?.summary).toContain('Ann Author');
    expect(codeCommit.commandCalls(GetMergeConflictsCommand)[0]?.args[0].input).toEqual({
      repositoryName: 'shop',
      sourceCommitSpecifier: COMMIT,
      destinationCommitSpecifier: NEWEST,
      mergeOption: 'FAST_FORWARD_MERGE',
    });
  });

  it('may release an earlier version, whose commit is on the branch as that of the execution is', async () => {
    codeCommit.on(GetBranchCommand).resolves({ branch: { commitId: NEWEST } });
    ofExecution('execution-2').resolves(execution(NEWEST, 'newer', COMMIT));
    onBranch(COMMIT, COMMIT);

    expect((await describeRelease(parameters))?.summary).toContain('released again.');
  });

  it.each<[string, () => void, string]>([
    [
      'beside the branch',
      () => {
        codeCommit.on(GetBranchCommand).resolves({ branch: { commitId: NEWEST } });
        onBranch(COMMIT, OTHER);
      },
      `commit ${COMMIT} is not on the branch main; only what was merged there is released, so merge it first`,
    ],
    [
      'without any commit in common with it',
      () => {
        codeCommit.on(GetBranchCommand).resolves({ branch: { commitId: NEWEST } });
        onBranch(COMMIT);
      },
      `commit ${COMMIT} is not on the branch main;`,
    ],
    [
      'beside the branch, which says that it builds one on it',
      () => {
        ofExecution('execution-2').resolves(execution(OTHER, 'not merged'));
        codeCommit.on(GetMergeConflictsCommand).resolves({ baseCommitId: COMMIT });
      },
      `commit ${OTHER} is not on the branch main;`,
    ],
    [
      'that the repository does not have',
      () => {
        codeCommit.on(GetBranchCommand).resolves({ branch: { commitId: NEWEST } });
        codeCommit.on(GetMergeConflictsCommand).rejects(new Error('no such commit'));
      },
      `commit ${COMMIT} cannot be found on the branch main: no such commit;`,
    ],
    [
      'of a branch that cannot be read',
      () => codeCommit.on(GetBranchCommand).rejects(new Error('no such branch')),
      'the branch main cannot be read: no such branch;',
    ],
  ])('releases no commit %s', async (_, arrange, message) => {
    arrange();
    expect(await describeRelease(parameters)).toBeUndefined();
    expect(failure()).toContain(message);
  });
});

it('says of a commit behind a connection, when a person has started it, that nothing proves where it comes from', async () => {
  const started = (triggerType: TriggerType): void => {
    const { pipelineExecution } = execution(COMMIT, 'fix: round prices down');
    ofExecution('execution-2').resolves({
      pipelineExecution: { ...pipelineExecution, trigger: { triggerType } },
    });
  };
  started('StartPipelineExecution');
  expect((await describeRelease())?.summary).toContain(
    'Started by hand: nothing proves that the commit is on main, look before you agree.',
  );
  codePipeline.resetHistory();
  started('WebhookV2');
  expect((await describeRelease())?.summary).not.toContain('by hand');
  expect(codeCommit.calls()).toHaveLength(0);
});

it('asks for no earlier execution when none has succeeded there', async () => {
  codePipeline.on(ListPipelineExecutionsCommand).resolves({});

  expect((await describeRelease())?.summary).toMatch(/No release there that the pipeline remembers\.$/);
  expect(codePipeline.commandCalls(GetPipelineExecutionCommand)).toHaveLength(1);
});

it('links the pipeline when the release is not the commit of the execution', async () => {
  ofExecution('execution-2').resolves(execution('0'.repeat(40), 'newer', COMMIT));

  expect(await describeRelease()).toEqual({
    summary: expect.stringContaining('storefront fedcba987654 to production, released again.') as string,
    link: 'https://console.example/pipeline',
  });
});

it('links the pipeline when the source has no page for the commit, and tells what it can', async () => {
  ofExecution('execution-2').resolves({ pipelineExecution: { artifactRevisions: [{ revisionId: COMMIT }] } });
  ofExecution('execution-1').resolves({});

  expect(await describeRelease()).toEqual({
    summary: expect.stringMatching(/to production, ""\. .* Released there last: unknown, ""\.$/) as string,
    link: 'https://console.example/pipeline',
  });
});

it.each([
  [
    'the build has not said what it made',
    () => s3.on(GetObjectCommand).resolves(artifact({})),
    'the build artifact has no release.json; npm run release-files writes it',
  ],
  [
    'the pipeline does not answer',
    () => codePipeline.on(ListPipelineExecutionsCommand).rejects(new Error('Rate exceeded')),
    'Rate exceeded',
  ],
])('fails the job when %s', async (_, arrange, message) => {
  jest.spyOn(process.stderr, 'write').mockReturnValueOnce(true);
  arrange();

  expect(await describeRelease()).toBeUndefined();
  expect(
    codePipeline.commandCalls(PutJobFailureResultCommand)[0]?.args[0].input.failureDetails?.message,
  ).toBe(message);
});
