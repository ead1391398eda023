import {
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  paginateListActionExecutions,
} from '@aws-sdk/client-codepipeline';
import type {
  ActionExecutionDetail,
  CodePipelineClient,
  PipelineExecution,
  StageState,
} from '@aws-sdk/client-codepipeline';
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

/** One action of one execution. */
export interface ActionSnapshot {
  readonly stage: string;
  readonly action: string;
  readonly status: string;
  readonly detail?: string;
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

function variableOf({ variables = [] }: PipelineExecution): string | undefined {
  const value = variables.find(({ name }) => name === VERSION_VARIABLE)?.resolvedValue;
  return value === NO_VERSION ? undefined : value;
}
