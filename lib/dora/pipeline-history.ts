import { paginateListActionExecutions, paginateListPipelineExecutions } from '@aws-sdk/client-codepipeline';
import type {
  ActionExecutionDetail,
  CodePipelineClient,
  PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { actionFactsOf, executionFactsOf } from './api-facts';
import type { Fact } from './facts';
import type { Watched } from './watched';

/** The pipeline of one service. */
export interface ServicePipeline {
  readonly service: string;
  readonly name: string;
}

/**
 * What CodePipeline remembers of the executions that began since `since`, at most twelve months. Both lists come with
 * the newest first, so reading ends where it is old enough.
 * @throws whatever AWS says, for example `PipelineNotFoundException`
 */
export async function pipelineHistory(
  client: CodePipelineClient,
  pipeline: ServicePipeline,
  watched: Watched,
  since: Date,
): Promise<Fact[]> {
  const executions: PipelineExecutionSummary[] = [];
  // Each list gets an object of its own: the paginators leave their last token in it.
  const input = (): { pipelineName: string; maxResults: number } => ({
    pipelineName: pipeline.name,
    maxResults: 100,
  });
  for await (const { pipelineExecutionSummaries = [] } of paginateListPipelineExecutions(
    { client },
    input(),
  )) {
    executions.push(...pipelineExecutionSummaries);
    if (pipelineExecutionSummaries.some((one) => isBefore(one, since))) break;
  }
  const actions: ActionExecutionDetail[] = [];
  for await (const { actionExecutionDetails = [] } of paginateListActionExecutions({ client }, input())) {
    actions.push(...actionExecutionDetails);
    if (actionExecutionDetails.some((one) => isBefore(one, since))) break;
  }
  return [
    ...executions.flatMap((one) => executionFactsOf(one, watched)),
    ...actions.flatMap((one) => actionFactsOf(one, pipeline.service, watched)),
  ];
}

function isBefore({ startTime }: { readonly startTime?: Date | undefined }, time: Date): boolean {
  return startTime !== undefined && startTime < time;
}
