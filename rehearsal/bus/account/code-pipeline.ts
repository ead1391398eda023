import type { AwsInput, AwsOperation } from '../../pipeline/endpoint/aws-error';
import { AwsError, requiredString } from '../../pipeline/endpoint/aws-error';
import { actionRuns, uuid } from '../action-runs';
import type { ActionRun } from '../action-runs';
import { eventsOf, hasFailed, timeOf } from '../run-record';
import type { Execution, RunRecord } from '../run-record';
import { epochSeconds } from './seconds';

/** CodePipeline as it remembers what went through one pipeline, and nothing of others. */
export function codePipelineHistory(record: () => RunRecord): Readonly<Record<string, AwsOperation>> {
  const executions = (input: AwsInput): readonly Execution[] =>
    input.pipelineName === record().pipeline.name ? record().executions : [];
  return {
    ListPipelineExecutions: (input) => ({
      pipelineExecutionSummaries: newestFirst(executions(input))
        .filter((execution) => isWanted(execution, input.filter))
        .map((execution) => summary(record(), execution)),
    }),
    GetPipelineExecution: (input) => {
      const wanted = requiredString(input, 'pipelineExecutionId');
      const found = executions(input).find(({ id }) => id === wanted);
      if (found === undefined)
        throw new AwsError('PipelineExecutionNotFoundException', `there is no execution ${wanted}`);
      return { pipelineExecution: executionFacts(record(), found) };
    },
    ListActionExecutions: (input) => ({
      actionExecutionDetails: newestFirst(
        executions(input).flatMap((execution) =>
          actionRuns(record().pipeline, execution).map((run) => actionDetail(record(), execution, run)),
        ),
      ),
    }),
    ListRuleExecutions: () => ({ ruleExecutionDetails: [] }),
    GetPipelineState: (input) => {
      const pipelineName = requiredString(input, 'name');
      return { pipelineName, stageStates: stageStates(record(), pipelineName) };
    },
  };
}

function newestFirst<T>(things: readonly T[]): T[] {
  return [...things].reverse();
}

/** The filter knows one thing: a stage in which the execution succeeded. */
function isWanted(execution: Execution, filter: unknown): boolean {
  const { succeededInStage } = (filter ?? {}) as { succeededInStage?: { stageName?: string } };
  if (succeededInStage === undefined) return true;
  return eventsOf(execution, 'stage').some(
    ({ stage, status }) => stage === succeededInStage.stageName && status === 'succeeded',
  );
}

/** What tells a release from a stage that goes back. */
function nature({ kind, id }: Execution): object {
  if (kind === 'release')
    return { executionType: 'STANDARD', trigger: { triggerType: 'StartPipelineExecution' } };
  return {
    executionType: 'ROLLBACK',
    trigger: { triggerType: 'AutomatedRollback' },
    // The last good release was before this account remembers anything.
    rollbackMetadata: { rollbackTargetPipelineExecutionId: uuid(`${id}/target`) },
  };
}

function statusOf(execution: Execution): string {
  return hasFailed(execution) ? 'Failed' : 'Succeeded';
}

function revisions({ revision }: Execution): object[] {
  return revision === undefined ? [] : [{ revisionId: revision.commit, revisionSummary: revision.message }];
}

function summary(record: RunRecord, execution: Execution): object {
  const { id, events } = execution;
  return {
    pipelineExecutionId: id,
    status: statusOf(execution),
    startTime: epochSeconds(timeOf(record, events[0]?.at ?? 0)),
    lastUpdateTime: epochSeconds(timeOf(record, events.at(-1)?.at ?? 0)),
    sourceRevisions: revisions(execution).map((one) => ({ actionName: 'Source', ...one })),
    executionMode: 'QUEUED',
    ...nature(execution),
  };
}

function executionFacts({ pipeline }: RunRecord, execution: Execution): object {
  return {
    pipelineName: pipeline.name,
    pipelineVersion: 1,
    pipelineExecutionId: execution.id,
    status: statusOf(execution),
    ...nature(execution),
    artifactRevisions: revisions(execution),
    variables: Object.entries(pipeline.variables ?? {}).map(([name, resolvedValue]) => ({
      name,
      resolvedValue,
    })),
  };
}

const STATUS = { started: 'InProgress', succeeded: 'Succeeded', failed: 'Failed' } as const;

function actionDetail(record: RunRecord, { id, revision }: Execution, run: ActionRun): object {
  const { category = '', provider = '', configuration = {} } = run.model ?? {};
  const source = category === 'Source' && revision;
  return {
    pipelineExecutionId: id,
    actionExecutionId: run.id,
    pipelineVersion: 1,
    stageName: run.stage,
    actionName: run.action,
    status: STATUS[run.status],
    startTime: epochSeconds(timeOf(record, run.from)),
    lastUpdateTime: epochSeconds(timeOf(record, run.to ?? run.from)),
    input: {
      actionTypeId: { category, owner: 'AWS', provider, version: '1' },
      resolvedConfiguration: resolved(configuration, record),
    },
    output: {
      ...(source && {
        outputVariables: {
          CommitId: source.commit,
          ...(source.authorDate && { AuthorDate: source.authorDate }),
        },
      }),
      executionResult: executionResult(record, run, category),
    },
  };
}

/** Only the variables of the pipeline itself are known afterwards; they had their defaults. */
function resolved(
  configuration: Readonly<Record<string, string>>,
  { pipeline: { variables = {} } }: RunRecord,
): Record<string, string> {
  const replace = (text: string): string =>
    text.replace(/#\{variables\.([\w@-]+)\}/g, (reference, name: string) => variables[name] ?? reference);
  return Object.fromEntries(Object.entries(configuration).map(([key, value]) => [key, replace(value)]));
}

function executionResult(record: RunRecord, run: ActionRun, category: string): object {
  const { from, to = Number.POSITIVE_INFINITY, detail } = run;
  const deployment = eventsOf(record, 'deployment').find(({ at }) => at >= from && at <= to);
  const externalExecutionId = category === 'Deploy' ? deployment?.id : run.id;
  return {
    ...(externalExecutionId !== undefined && { externalExecutionId }),
    ...(detail !== undefined && { externalExecutionSummary: detail }),
    ...(run.status === 'failed' && { errorDetails: { code: 'JobFailed', message: detail ?? '' } }),
  };
}

function stageStates(record: RunRecord, pipelineName: string): object[] {
  const { name, stages } = record.pipeline;
  return (name === pipelineName ? stages : []).map((stage) => ({
    stageName: stage.name,
    inboundTransitionState: { enabled: true },
    ...lastRun(record, stage.name),
  }));
}

function lastRun(record: RunRecord, name: string): object {
  const execution = record.executions.findLast((one) => lastOf(one, name) !== undefined);
  const last = execution && lastOf(execution, name);
  if (execution === undefined || last === undefined) return { actionStates: [] };
  const runs = actionRuns(record.pipeline, execution).filter(({ stage }) => stage === name);
  return {
    latestExecution: {
      pipelineExecutionId: execution.id,
      status: STATUS[last.status],
      type: execution.kind === 'release' ? 'STANDARD' : 'ROLLBACK',
    },
    actionStates: runs.map(({ action, status, from, to }) => ({
      actionName: action,
      latestExecution: {
        status: STATUS[status],
        lastStatusChange: epochSeconds(timeOf(record, to ?? from)),
      },
    })),
  };
}

function lastOf(execution: Execution, name: string) {
  return eventsOf(execution, 'stage').findLast(({ stage }) => stage === name);
}
