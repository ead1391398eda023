import { GetPipelineExecutionCommand, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient, PipelineExecution, StageState } from '@aws-sdk/client-codepipeline';
import { NO_VERSION, VERSION_VARIABLE } from '../../pipeline/version-variable';
import type { ExecutionSummary } from '../executions';

/** Where a stage stands. */
export interface StageSnapshot {
  readonly name: string;
  /** The execution that is, or was last, in the stage. */
  readonly executionId?: string;
  /** `InProgress`, `Succeeded`, `Failed`, `Stopped`, `Cancelled`, `Stopping`, `Skipped`. */
  readonly status?: string;
  /** Status of the conditions before the stage, for example `Failed` or `Overridden`. */
  readonly entry?: string;
  /** The execution that waits before the stage. */
  readonly waiting?: string;
  /** Why nothing may enter. */
  readonly closed?: string;
}

/** Where every stage stands. */
export async function readStages(client: CodePipelineClient, name: string): Promise<StageSnapshot[]> {
  const { stageStates = [] } = await client.send(new GetPipelineStateCommand({ name }));
  return stageStates.map(stageSnapshot);
}

/** What an execution is about and how it stands. */
export async function readExecution(
  client: CodePipelineClient,
  pipelineName: string,
  pipelineExecutionId: string,
): Promise<ExecutionSummary> {
  const command = new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId });
  const { pipelineExecution = {} } = await client.send(command);
  const { status, pipelineVersion, executionType, artifactRevisions } = pipelineExecution;
  const commit = artifactRevisions?.[0]?.revisionId;
  const requested = variableOf(pipelineExecution);
  return {
    id: pipelineExecutionId,
    status: status ?? 'unknown',
    pipelineVersion: pipelineVersion ?? 0,
    kind: executionType ?? 'STANDARD',
    ...(commit && { commit }),
    ...(requested && { requested }),
  };
}

function stageSnapshot(state: StageState): StageSnapshot {
  const entry = state.beforeEntryConditionState?.latestExecution?.status;
  const waiting = state.inboundExecution ?? state.inboundExecutions?.[0];
  const closed = state.inboundTransitionState;
  return {
    name: state.stageName ?? '',
    ...(state.latestExecution?.pipelineExecutionId && {
      executionId: state.latestExecution.pipelineExecutionId,
      status: state.latestExecution.status ?? 'unknown',
    }),
    ...(entry && { entry }),
    ...(waiting?.pipelineExecutionId && { waiting: waiting.pipelineExecutionId }),
    ...(closed?.enabled === false && { closed: closed.disabledReason ?? 'no reason given' }),
  };
}

function variableOf({ variables = [] }: PipelineExecution): string | undefined {
  const value = variables.find(({ name }) => name === VERSION_VARIABLE)?.resolvedValue;
  return value === NO_VERSION ? undefined : value;
}
