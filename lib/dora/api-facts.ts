import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { BUILD_ENV } from '../build/build-contract';
import { NO_VERSION } from '../pipeline/version-variable';
import { authorTime } from './author-time';
import type { ActionFact, ExecutionFact, Fact } from './facts';
import { subjectOf } from './read-event';
import { triggerOf } from './triggers';
import { roleOf } from './watched';
import type { Watched } from './watched';

/**
 * What a summary of an execution says.
 * Source: CodePipeline API reference, "PipelineExecutionSummary".
 */
export function executionFactsOf(
  { pipelineExecutionId: execution, trigger, sourceRevisions = [] }: PipelineExecutionSummary,
  { project }: Watched,
): Fact[] {
  if (execution === undefined) return [];
  const [{ revisionId, revisionSummary = '' } = {}] = sourceRevisions;
  const fact: ExecutionFact = {
    type: 'execution',
    execution,
    trigger: triggerOf({ type: trigger?.triggerType ?? '', detail: trigger?.triggerDetail ?? '' }, project),
    ...(revisionId && { commit: revisionId }),
    ...subjectOf(revisionSummary),
  };
  return [fact];
}

/**
 * What a run of an action says: of the source, when its commit was made; of the build, which version it was asked for;
 * of the stages of environments, how the release went. An action of anything else says nothing.
 * Source: CodePipeline API reference, "ActionExecutionDetail".
 */
export function actionFactsOf(detail: ActionExecutionDetail, service: string, watched: Watched): Fact[] {
  const category = detail.input?.actionTypeId?.category;
  if (category === 'Source') return sourceFacts(detail);
  if (category === 'Build') return buildFacts(detail);
  const role = roleOf(detail.actionName ?? '', category ?? '');
  const { stageName: environment = '' } = detail;
  if (role === undefined || !watched.environments.includes(environment)) return [];
  return stageFacts(detail, { service, environment, role });
}

function sourceFacts({ pipelineExecutionId: execution, output }: ActionExecutionDetail): Fact[] {
  const variables = output?.outputVariables ?? {};
  const authoredAt = authorTime(variables.AuthorDate);
  if (execution === undefined) return [];
  const commit = variables.CommitId;
  return [
    {
      type: 'execution',
      execution,
      ...(commit && { commit }),
      ...(authoredAt && { authoredAt }),
    },
  ];
}

/** The build is told the version through an environment variable. */
function buildFacts({ pipelineExecutionId: execution, input }: ActionExecutionDetail): Fact[] {
  const variables = buildVariables(input?.resolvedConfiguration?.EnvironmentVariables);
  const requested = variables.get(BUILD_ENV.requestedVersion);
  if (execution === undefined || requested === undefined || requested === NO_VERSION) return [];
  return [{ type: 'execution', execution, requested }];
}

function stageFacts(
  {
    pipelineExecutionId,
    actionExecutionId,
    status,
    startTime,
    lastUpdateTime,
    output,
  }: ActionExecutionDetail,
  place: Pick<ActionFact, 'service' | 'environment' | 'role'>,
): Fact[] {
  if (pipelineExecutionId === undefined || actionExecutionId === undefined) return [];
  const state = STATES[status ?? ''];
  const { executionResult: result, outputVariables } = output ?? {};
  const [id, image] = [result?.externalExecutionId, outputVariables?.image];
  const reason = result?.errorDetails?.message ?? result?.externalExecutionSummary;
  const run = {
    type: 'action' as const,
    ...place,
    execution: pipelineExecutionId,
    run: actionExecutionId,
    ...(id && { externalId: id }),
    ...(image && { image }),
    ...(state === 'failed' && reason && { reason }),
  };
  return [
    ...(startTime ? [{ ...run, state: 'started' as const, at: startTime }] : []),
    ...(state && lastUpdateTime ? [{ ...run, state, at: lastUpdateTime }] : []),
  ];
}

const STATES: Readonly<Record<string, ActionFact['state']>> = {
  Succeeded: 'succeeded',
  Failed: 'failed',
  Abandoned: 'stopped',
};

/** CodePipeline keeps the environment variables of a build as JSON. */
function buildVariables(json = '[]'): ReadonlyMap<string, string> {
  try {
    const variables = JSON.parse(json) as readonly { readonly name: string; readonly value: string }[];
    return new Map(variables.map(({ name, value }) => [name, value]));
  } catch {
    return new Map();
  }
}
