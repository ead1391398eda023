import { executionOperations } from '../../../../rehearsal/pipeline/endpoint/executions';
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

it('tells what the rehearsed execution releases', async () => {
  const { GetPipelineExecution } = executionOperations(pipeline, () => revision);
  expect(await GetPipelineExecution?.(asked)).toEqual({
    pipelineExecution: {
      ...asked,
      status: 'InProgress',
      artifactRevisions: [{ revisionId: revision.commit, revisionSummary: 'fix: it' }],
      variables: [{ name: 'VERSION', resolvedValue: 'none' }],
    },
  });
});

it('knows no revision before there was a source, no variables that the pipeline lacks, no earlier execution', async () => {
  const { GetPipelineExecution, ListPipelineExecutions } = executionOperations(
    testPipeline('shop-web'),
    () => undefined,
  );
  expect(await GetPipelineExecution?.(asked)).toMatchObject({
    pipelineExecution: { artifactRevisions: [], variables: [] },
  });
  expect(await ListPipelineExecutions?.({})).toEqual({ pipelineExecutionSummaries: [] });
});
