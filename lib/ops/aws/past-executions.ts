import { paginateListPipelineExecutions } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { PastExecution } from '../rollback/route';
import type { HeldImage } from '../versions';
import { readExecution } from './pipeline-state';

/** Most executions whose details are read: each is one call. */
const MOST_DETAILS = 10;

/** Executions that succeeded in a stage and may have released the image, the newest first. */
export async function pastExecutions(
  client: CodePipelineClient,
  pipelineName: string,
  stageName: string,
  image: HeldImage,
): Promise<PastExecution[]> {
  const found: PipelineExecutionSummary[] = [];
  const input = { pipelineName, filter: { succeededInStage: { stageName } } };
  for await (const { pipelineExecutionSummaries = [] } of paginateListPipelineExecutions({ client }, input)) {
    found.push(...pipelineExecutionSummaries.filter((summary) => builtFrom(summary, image)));
    if (found.length >= MOST_DETAILS) break;
  }
  return Promise.all(
    found.slice(0, MOST_DETAILS).map(async ({ pipelineExecutionId = '', startTime }) => ({
      ...(await readExecution(client, pipelineName, pipelineExecutionId)),
      ...(startTime && { startedAt: startTime }),
    })),
  );
}

/** Whether the commit fits; the variable that names another version is in the details only. */
function builtFrom({ sourceRevisions = [] }: PipelineExecutionSummary, { version }: HeldImage): boolean {
  return sourceRevisions.some(({ revisionId }) => revisionId?.startsWith(version));
}
