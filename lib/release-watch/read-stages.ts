import { GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient, StageState } from '@aws-sdk/client-codepipeline';
import type { RunningAction, StageView } from './judge-pipeline';

/** The stages of a pipeline as they are now, in one call: CodePipeline gives all of them at once. */
export async function readStages(client: CodePipelineClient, pipeline: string): Promise<StageView[]> {
  const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name: pipeline }));
  return stageStates.map(stageView);
}

function stageView(state: StageState): StageView {
  const { inboundTransitionState: way, inboundExecution, inboundExecutions = [] } = state;
  const closedSince = way?.enabled === false ? way.lastChangedAt : undefined;
  return {
    stage: state.stageName ?? '',
    running: runningActions(state),
    ...(closedSince && { closedSince }),
    hasInbound: inboundExecution !== undefined || inboundExecutions.length > 0,
  };
}

function runningActions({ actionStates = [] }: StageState): RunningAction[] {
  return actionStates.flatMap(({ actionName = '', latestExecution: run }) =>
    run?.status === 'InProgress' && run.lastStatusChange
      ? // Only an approval that waits has a token.
        [{ action: actionName, since: run.lastStatusChange, isApproval: run.token !== undefined }]
      : [],
  );
}
