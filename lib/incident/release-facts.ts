import { GetPipelineExecutionCommand, ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient, PipelineExecution } from '@aws-sdk/client-codepipeline';
import type { Place } from '../dora/history';
import { NO_VERSION, VERSION_VARIABLE } from '../pipeline/version-variable';
import { dashboardLink, executionLink } from '../shared/console-links';
import type { Link } from '../shared/console-links';
import { pipelineName, serviceDashboardName } from '../shared/names';
import { environmentOf } from './settings';
import type { IncidentSettings } from './settings';
import { ANY } from './signal';
import type { Signal } from './signal';
import { compareLink, suspects } from './versions';
import type { ReleasedVersion } from './versions';

/** How many executions are looked at for the version before. */
const EXECUTIONS = 10;

/** Where people of a place tell how to act; from the root of the repository. */
const RUNBOOK_PATH = 'docs/incidents.md';

/**
 * The pages that help with an incident: dashboard, release, what changed. What cannot be read is left out: an incident
 * without a link is better than none.
 */
export async function linksFor(
  { cause, place, execution }: Pick<Signal, 'cause' | 'place' | 'execution'>,
  codePipeline: CodePipelineClient,
  settings: IncidentSettings,
): Promise<Link[]> {
  if (place.service === ANY) return [];
  const { project, region, compareUrl } = settings;
  const pipeline = pipelineName(project, place.service);
  const environment = environmentOf(settings, place);
  const [failed, succeeded] = await Promise.all([
    execution === undefined ? undefined : orNothing(async () => versionOf(codePipeline, pipeline, execution)),
    orNothing(async () => succeededIn(codePipeline, pipeline, place)),
  ]);
  const found = suspects(cause, failed, succeeded ?? []);
  const changed = compareLink(compareUrl, found);
  const released = execution ?? found.bad?.execution;
  return [
    dashboardLink(
      environment?.region ?? region,
      serviceDashboardName(project, place.environment, place.service),
    ),
    ...(released ? [{ ...executionLink(region, pipeline, released), text: 'Release' }] : []),
    ...(changed ? [{ text: 'What changed', url: changed }] : []),
    { text: 'What to do', url: RUNBOOK_PATH },
  ];
}

async function succeededIn(
  client: CodePipelineClient,
  pipeline: string,
  { environment }: Place,
): Promise<ReleasedVersion[]> {
  const command = new ListPipelineExecutionsCommand({
    pipelineName: pipeline,
    maxResults: EXECUTIONS,
    filter: { succeededInStage: { stageName: environment } },
  });
  const { pipelineExecutionSummaries = [] } = await client.send(command);
  return pipelineExecutionSummaries.flatMap(({ pipelineExecutionId: execution, sourceRevisions }) => {
    const version = sourceRevisions?.[0]?.revisionId;
    return execution && version ? [{ execution, version }] : [];
  });
}

async function versionOf(
  client: CodePipelineClient,
  pipelineName_: string,
  pipelineExecutionId: string,
): Promise<ReleasedVersion | undefined> {
  const command = new GetPipelineExecutionCommand({ pipelineName: pipelineName_, pipelineExecutionId });
  const version = releasedBy((await client.send(command)).pipelineExecution ?? {});
  return version === undefined ? undefined : { execution: pipelineExecutionId, version };
}

function releasedBy({ variables = [], artifactRevisions = [] }: PipelineExecution): string | undefined {
  const again = variables.find(({ name }) => name === VERSION_VARIABLE)?.resolvedValue;
  return again && again !== NO_VERSION ? again : artifactRevisions[0]?.revisionId;
}

async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}
