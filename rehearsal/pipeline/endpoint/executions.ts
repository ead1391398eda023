import type { PipelineModel } from '../../model';
import type { Revision } from '../source';
import { AwsError, requiredString } from './aws-error';
import type { AwsOperation } from './aws-error';
import type { Answers } from './jobs';

/** CodePipeline and the repository, as functions see them during a rehearsal. */
export function pipelineServices(
  answers: Answers,
  pipeline: PipelineModel,
  revision: () => Revision | undefined,
): Readonly<Record<string, Readonly<Record<string, AwsOperation>>>> {
  return {
    CodePipeline_20150709: { ...answers.pipelineOperations(), ...executionOperations(pipeline, revision) },
    CodeCommit_20150413: commitOperations(revision),
  };
}

/** What functions may ask about the executions of the rehearsed pipeline: there is one, and none before it. */
function executionOperations(
  { variables = {} }: PipelineModel,
  revision: () => Revision | undefined,
): Readonly<Record<string, AwsOperation>> {
  return {
    GetPipelineExecution: (input) => {
      const source = revision();
      return {
        pipelineExecution: {
          pipelineName: requiredString(input, 'pipelineName'),
          pipelineExecutionId: requiredString(input, 'pipelineExecutionId'),
          status: 'InProgress',
          artifactRevisions: source ? [{ revisionId: source.commit, revisionSummary: source.message }] : [],
          variables: Object.entries(variables).map(([name, resolvedValue]) => ({ name, resolvedValue })),
        },
      };
    },
    ListPipelineExecutions: () => ({ pipelineExecutionSummaries: [] }),
  };
}

/**
 * What functions may ask the repository of the source: the commit that is rehearsed, without its author. It is the newest
 * of its branch, and the only one that is known.
 */
function commitOperations(revision: () => Revision | undefined): Readonly<Record<string, AwsOperation>> {
  return {
    GetBranch: (input) => {
      const branchName = requiredString(input, 'branchName');
      const source = revision();
      if (source) return { branch: { branchName, commitId: source.commit } };
      throw new AwsError('BranchDoesNotExistException', `there is no branch ${branchName}`);
    },
    GetMergeConflicts: (input) => {
      const commit = requiredString(input, 'sourceCommitSpecifier');
      if (revision()?.commit === commit) return { mergeable: true, baseCommitId: commit };
      throw new AwsError('CommitDoesNotExistException', `there is no commit ${commit}`);
    },
    GetCommit: (input) => {
      const commitId = requiredString(input, 'commitId');
      const source = revision();
      if (source?.commit === commitId) return { commit: { commitId, message: source.message } };
      throw new AwsError('CommitIdDoesNotExistException', `there is no commit ${commitId}`);
    },
  };
}
