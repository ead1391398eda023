import type { PipelineModel } from '../../../../rehearsal/model';
import { pipelineServices } from '../../../../rehearsal/pipeline/endpoint/executions';
import { Answers } from '../../../../rehearsal/pipeline/endpoint/jobs';
import type { Revision } from '../../../../rehearsal/pipeline/source';
import { testPipeline } from '../model-fixture';

const revision: Revision = {
  commit: 'a'.repeat(40),
  branch: 'main',
  message: 'fix: it',
  authorDate: '2026-01-31T12:00:00Z',
  changedFiles: 0,
  git: true,
};
const pipeline = { ...testPipeline('shop-web'), variables: { VERSION: 'none' } };
const asked = { pipelineName: 'shop-web', pipelineExecutionId: 'e-1' };
const commit = { repositoryName: 'shop', commitId: revision.commit };

function operations(source?: Revision, of: PipelineModel = pipeline) {
  const services = pipelineServices(new Answers(), of, () => source);
  return { ...services.CodePipeline_20150709, ...services.CodeCommit_20150413 };
}

it('tells what the rehearsed execution releases', async () => {
  expect(await operations(revision).GetPipelineExecution?.(asked)).toEqual({
    pipelineExecution: {
      ...asked,
      status: 'InProgress',
      artifactRevisions: [{ revisionId: revision.commit, revisionSummary: 'fix: it' }],
      variables: [{ name: 'VERSION', resolvedValue: 'none' }],
    },
  });
});

it('knows no revision before there was a source, no variables that the pipeline lacks, no earlier execution', async () => {
  const { GetPipelineExecution, ListPipelineExecutions } = operations(undefined, testPipeline('shop-web'));
  expect(await GetPipelineExecution?.(asked)).toMatchObject({
    pipelineExecution: { artifactRevisions: [], variables: [] },
  });
  expect(await ListPipelineExecutions?.({})).toEqual({ pipelineExecutionSummaries: [] });
});

it('tells the message of the commit that is rehearsed, and knows no other', () => {
  const { GetCommit } = operations(revision);

  expect(GetCommit?.(commit)).toEqual({ commit: { commitId: revision.commit, message: 'fix: it' } });
  expect(() => GetCommit?.({ ...commit, commitId: 'b' })).toThrow('there is no commit b');
  expect(() => operations().GetCommit?.(commit)).toThrow('there is no commit');
});

it('has the commit that is rehearsed on every branch, as the newest', () => {
  const { GetBranch, GetMergeConflicts } = operations(revision);
  const branch = { repositoryName: 'shop', branchName: 'main' };
  const merge = { repositoryName: 'shop', destinationCommitSpecifier: 'main' };

  expect(GetBranch?.(branch)).toEqual({ branch: { branchName: 'main', commitId: revision.commit } });
  expect(() => operations().GetBranch?.(branch)).toThrow('there is no branch main');
  expect(GetMergeConflicts?.({ ...merge, sourceCommitSpecifier: revision.commit })).toMatchObject({
    baseCommitId: revision.commit,
  });
  expect(() => GetMergeConflicts?.({ ...merge, sourceCommitSpecifier: 'b' })).toThrow('there is no commit b');
});

it('takes the answers to jobs too', () => {
  expect(operations()).toHaveProperty('PutJobSuccessResult');
});
