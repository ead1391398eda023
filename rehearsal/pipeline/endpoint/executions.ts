import type { PipelineModel } from '../../model';
import type { Revision } from '../source';
import { requiredString } from './aws-error';
import type { AwsOperation } from './aws-error';

/** What functions may ask about the executions of the rehearsed pipeline: there is one, and none before it. */
export function executionOperations(
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
