import type { AwsOperation } from '../../pipeline/endpoint/aws-error';
import { AwsError, requiredString } from '../../pipeline/endpoint/aws-error';
import { actionRuns } from '../action-runs';
import type { ActionRun } from '../action-runs';
import { eventsOf, timeOf } from '../run-record';
import type { RunRecord } from '../run-record';
import { epochSeconds } from './seconds';

/** What a closed transition says. */
interface Closed {
  readonly disabledReason: string;
}

/** CodePipeline as it remembers one execution, afterwards; stages can be closed and opened. */
export function codePipelineHistory(record: RunRecord): {
  readonly operations: Readonly<Record<string, AwsOperation>>;
  /** Why nothing may enter a stage, by its name. */
  readonly closed: ReadonlyMap<string, Closed>;
} {
  const closed = new Map<string, Closed>();
  const operations: Record<string, AwsOperation> = {
    ListPipelineExecutions: (input) => ({
      pipelineExecutionSummaries: matchesFilter(record, input.filter) ? [summary(record)] : [],
    }),
    GetPipelineExecution: (input) => {
      if (requiredString(input, 'pipelineExecutionId') !== record.execution)
        throw new AwsError('PipelineExecutionNotFoundException', 'there is no such execution');
      return { pipelineExecution: execution(record) };
    },
    ListActionExecutions: () => ({
      actionExecutionDetails: actionRuns(record)
        .map((run) => actionDetail(record, run))
        .reverse(),
    }),
    ListRuleExecutions: () => ({ ruleExecutionDetails: [] }),
    GetPipelineState: () => ({
      pipelineName: record.pipeline.name,
      stageStates: stageStates(record, closed),
    }),
    DisableStageTransition: (input) => {
      closed.set(requiredString(input, 'stageName'), { disabledReason: requiredString(input, 'reason') });
      return {};
    },
    EnableStageTransition: (input) => {
      closed.delete(requiredString(input, 'stageName'));
      return {};
    },
  };
  return { operations, closed };
}

/** The filter knows one thing: a stage in which the execution succeeded. */
function matchesFilter(record: RunRecord, filter: unknown): boolean {
  const { succeededInStage } = (filter ?? {}) as { succeededInStage?: { stageName?: string } };
  if (succeededInStage === undefined) return true;
  return eventsOf(record, 'stage').some(
    ({ stage, status }) => stage === succeededInStage.stageName && status === 'succeeded',
  );
}

function statusOf(record: RunRecord): string {
  return eventsOf(record, 'stage').some(({ status }) => status === 'failed') ? 'Failed' : 'Succeeded';
}

function revisions({ revision }: RunRecord): object[] {
  return revision === undefined ? [] : [{ revisionId: revision.commit, revisionSummary: revision.message }];
}

function summary(record: RunRecord): object {
  const ends = eventsOf(record, 'stage').map(({ at }) => at);
  return {
    pipelineExecutionId: record.execution,
    status: statusOf(record),
    startTime: epochSeconds(record.startedAt),
    lastUpdateTime: epochSeconds(timeOf(record, Math.max(0, ...ends))),
    sourceRevisions: revisions(record).map((one) => ({ actionName: 'Source', ...one })),
    trigger: { triggerType: 'StartPipelineExecution', triggerDetail: 'rehearsal' },
    executionMode: 'QUEUED',
    executionType: 'STANDARD',
  };
}

function execution(record: RunRecord): object {
  const { pipeline } = record;
  return {
    pipelineName: pipeline.name,
    pipelineVersion: 1,
    pipelineExecutionId: record.execution,
    status: statusOf(record),
    executionType: 'STANDARD',
    artifactRevisions: revisions(record),
    trigger: { triggerType: 'StartPipelineExecution' },
    variables: Object.entries(pipeline.variables ?? {}).map(([name, resolvedValue]) => ({
      name,
      resolvedValue,
    })),
  };
}

const STATUS = { started: 'InProgress', succeeded: 'Succeeded', failed: 'Failed' } as const;

function actionDetail(record: RunRecord, run: ActionRun): object {
  const { category = '', provider = '', configuration = {} } = run.model ?? {};
  const { revision } = record;
  const deployment = eventsOf(record, 'deployment').find(({ at }) => at >= run.from && at <= (run.to ?? at));
  const externalExecutionId = category === 'Deploy' ? deployment?.id : run.id;
  const source = category === 'Source' && revision;
  return {
    pipelineExecutionId: record.execution,
    actionExecutionId: run.id,
    pipelineVersion: 1,
    stageName: run.stage,
    actionName: run.action,
    status: STATUS[run.status],
    startTime: epochSeconds(timeOf(record, run.from)),
    lastUpdateTime: epochSeconds(timeOf(record, run.to ?? run.from)),
    input: {
      actionTypeId: { category, owner: 'AWS', provider, version: '1' },
      resolvedConfiguration: configuration,
    },
    output: {
      ...(source && { outputVariables: { CommitId: source.commit, AuthorDate: source.authorDate } }),
      executionResult: {
        ...(externalExecutionId !== undefined && { externalExecutionId }),
        ...(run.detail !== undefined && { externalExecutionSummary: run.detail }),
        ...(run.status === 'failed' && { errorDetails: { code: 'JobFailed', message: run.detail ?? '' } }),
      },
    },
  };
}

function stageStates(record: RunRecord, closed: ReadonlyMap<string, Closed>): object[] {
  return record.pipeline.stages.map(({ name }) => {
    const last = eventsOf(record, 'stage').findLast(({ stage }) => stage === name);
    const reason = closed.get(name);
    return {
      stageName: name,
      inboundTransitionState: { enabled: reason === undefined, ...reason },
      ...(last && {
        latestExecution: {
          pipelineExecutionId: record.execution,
          status: STATUS[last.status],
          type: 'STANDARD',
        },
      }),
      actionStates: actionRuns(record)
        .filter(({ stage }) => stage === name)
        .map(({ action, status, from, to }) => ({
          actionName: action,
          latestExecution: {
            status: STATUS[status],
            lastStatusChange: epochSeconds(timeOf(record, to ?? from)),
          },
        })),
    };
  });
}
