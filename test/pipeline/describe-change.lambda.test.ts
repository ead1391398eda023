import {
  CodeCommitClient,
  CommitIdDoesNotExistException,
  GetCommitCommand,
} from '@aws-sdk/client-codecommit';
import {
  CodePipelineClient,
  GetPipelineExecutionCommand,
  ListPipelineExecutionsCommand,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
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

it('asks the repository who made the commit that is released, where there is one', async () => {
  codeCommit
    .on(GetCommitCommand, { repositoryName: 'shop', commitId: COMMIT })
    .resolves({ commit: { author: { name: 'Ann Author' }, message: 'fix: its own words' } });

  expect((await describeRelease({ ...PARAMETERS, repository: 'shop' }))?.summary).toContain(
    `to production, "fix: its own words". Commit ${COMMIT} by Ann Author, made`,
  );
  await describeRelease();
  expect(codeCommit.calls()).toHaveLength(1);
});

it('does without when the repository has forgotten the commit, or knows no author', async () => {
  const gone = new CommitIdDoesNotExistException({ message: 'gone', $metadata: {} });
  codeCommit.on(GetCommitCommand).rejectsOnce(gone).resolves({ commit: {} });
  const parameters = { ...PARAMETERS, repository: 'shop' };

  expect((await describeRelease(parameters))?.summary).toContain(
    `"fix: round prices down". Commit ${COMMIT}, made`,
  );
  codePipeline.resetHistory();
  expect((await describeRelease(parameters))?.summary).toContain(`"". Commit ${COMMIT}, made`);
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
