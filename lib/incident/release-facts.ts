import { GetPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { NO_VERSION, VERSION_VARIABLE } from '../pipeline/version-variable';
import { dashboardLink, executionLink, reviewLink } from '../shared/console-links';
import { pipelineName, serviceDashboardName } from '../shared/names';
import { ANY } from './incident';
import type { Trouble } from './incident';
import type { ItemFacts } from './ops-item';
import { environmentOf } from './settings';
import type { IncidentSettings } from './settings';

/** Where people of a place tell how to act; from the root of the repository. */
const RUNBOOK_PATH = 'docs/incidents.md';

/** What helps with an incident: dashboard, what is released, the version that failed. What cannot be read is left out. */
export async function releaseFacts(
  { place, execution }: Trouble,
  client: CodePipelineClient,
  settings: IncidentSettings,
): Promise<ItemFacts> {
  if (place.service === ANY) return { links: [] };
  const { project, region } = settings;
  const pipeline = pipelineName(project, place.service);
  // An incident without a version is better than none.
  const version = execution && (await versionOf(client, pipeline, execution).catch(() => undefined));
  const dashboard = serviceDashboardName(project, place.environment, place.service);
  const released = execution ? executionLink(region, pipeline, execution) : reviewLink(region, pipeline);
  return {
    ...(version && { version }),
    links: [
      dashboardLink(environmentOf(settings, place)?.region ?? region, dashboard),
      { ...released, text: 'Release' },
      { text: 'What to do', url: RUNBOOK_PATH },
    ],
  };
}

/** What an execution wanted to release: a commit id, or the version that was released again. */
async function versionOf(
  client: CodePipelineClient,
  pipeline: string,
  pipelineExecutionId: string,
): Promise<string | undefined> {
  const command = new GetPipelineExecutionCommand({ pipelineName: pipeline, pipelineExecutionId });
  const { variables = [], artifactRevisions = [] } = (await client.send(command)).pipelineExecution ?? {};
  const again = variables.find(({ name }) => name === VERSION_VARIABLE)?.resolvedValue;
  return again && again !== NO_VERSION ? again : artifactRevisions[0]?.revisionId;
}
