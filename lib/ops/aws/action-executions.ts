import { paginateListActionExecutions } from '@aws-sdk/client-codepipeline';
import type { ActionExecutionDetail, CodePipelineClient } from '@aws-sdk/client-codepipeline';

/** One action of one execution. */
export interface ActionSnapshot {
  readonly stage: string;
  readonly action: string;
  readonly status: string;
  readonly detail?: string;
}

/** Every action that the execution has begun, the newest first. */
export async function readActions(
  client: CodePipelineClient,
  pipelineName: string,
  pipelineExecutionId: string,
): Promise<ActionSnapshot[]> {
  const actions: ActionSnapshot[] = [];
  const input = { pipelineName, filter: { pipelineExecutionId } };
  for await (const { actionExecutionDetails = [] } of paginateListActionExecutions({ client }, input)) {
    actions.push(...actionExecutionDetails.map(actionSnapshot));
  }
  return actions;
}

function actionSnapshot({ stageName, actionName, status, output }: ActionExecutionDetail): ActionSnapshot {
  const result = output?.executionResult;
  const detail = result?.errorDetails?.message ?? result?.externalExecutionSummary;
  return {
    stage: stageName ?? '',
    action: actionName ?? '',
    status: status ?? 'unknown',
    ...(detail && { detail }),
  };
}
