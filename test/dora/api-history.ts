import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { commitId, eventsOf, PUSHED } from './release-events';
import type { RawEvent, Story } from './release-events';

/** What CodePipeline answers about the executions, each list with the newest first. */
export interface ApiHistory {
  readonly executions: readonly PipelineExecutionSummary[];
  readonly actions: readonly ActionExecutionDetail[];
}

/** The same executions as in events, in the form of the API. */
export function apiHistory(stories: readonly Story[]): ApiHistory {
  const newestFirst = stories.toSorted((a, b) => b.at.localeCompare(a.at));
  return {
    executions: newestFirst.map(summary),
    actions: newestFirst.flatMap((story) => [...stageActions(eventsOf(story)), build(story), source(story)]),
  };
}

/** Source: CodePipeline API reference, "PipelineExecutionSummary". */
function summary(story: Story): PipelineExecutionSummary {
  const [triggerType, triggerDetail] = story.trigger ?? PUSHED;
  return {
    pipelineExecutionId: `execution-${String(story.execution)}`,
    status: 'Succeeded',
    startTime: new Date(story.at),
    trigger: { triggerType: triggerType as 'StartPipelineExecution', triggerDetail },
    sourceRevisions: [
      {
        actionName: 'Source',
        revisionId: commitId(story.commit ?? story.execution),
        revisionSummary: `${story.subject ?? 'Paint it blue'}\n`,
      },
    ],
  };
}

/** Source: CodePipeline API reference, "ActionExecutionDetail". */
function stageActions(events: readonly RawEvent[]): ActionExecutionDetail[] {
  const runs = events.filter(({ detail }) => detail['action-execution-id'] !== undefined);
  const ids = [...new Set(runs.map(({ detail }) => String(detail['action-execution-id'])))];
  return ids
    .filter((id) => !id.startsWith('source-'))
    .map((id) => detailOf(runs.filter(({ detail }) => detail['action-execution-id'] === id)))
    .reverse();
}

/** The build is told the requested version in its environment variables, which CodePipeline keeps as JSON. */
function build({ execution, at, requested = 'none' }: Story): ActionExecutionDetail {
  const variables = [
    { name: 'COMMIT_AUTHOR_TIME', type: 'PLAINTEXT', value: at },
    { name: 'REQUESTED_VERSION', type: 'PLAINTEXT', value: requested },
  ];
  return {
    pipelineExecutionId: `execution-${String(execution)}`,
    actionExecutionId: `build-${String(execution)}`,
    stageName: 'Build',
    actionName: 'Build',
    status: 'Succeeded',
    startTime: new Date(at),
    lastUpdateTime: new Date(at),
    input: {
      actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
      configuration: {
        EnvironmentVariables: '[{"name":"REQUESTED_VERSION","value":"#{variables.VERSION}"}]',
      },
      resolvedConfiguration: { EnvironmentVariables: JSON.stringify(variables) },
    },
  };
}

/** Source: CodePipeline user guide, "CodeCommit source action reference", output variables. */
function source({ execution, at, commit = execution, authored }: Story): ActionExecutionDetail {
  return {
    pipelineExecutionId: `execution-${String(execution)}`,
    actionExecutionId: `source-${String(execution)}`,
    stageName: 'Source',
    actionName: 'Source',
    status: 'Succeeded',
    startTime: new Date(at),
    lastUpdateTime: new Date(at),
    input: {
      actionTypeId: { category: 'Source', owner: 'AWS', provider: 'CodeCommit', version: '1' },
      namespace: 'Source',
    },
    output: {
      outputVariables: { CommitId: commitId(commit), ...(authored && { AuthorDate: authored }) },
    },
  };
}

const STATUS: Readonly<Record<string, ActionExecutionDetail['status']>> = {
  STARTED: 'InProgress',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  ABANDONED: 'Abandoned',
};

function detailOf(events: readonly RawEvent[]): ActionExecutionDetail {
  const [first] = events;
  const last = events.at(-1);
  if (!first || !last) throw new Error('a run without events');
  const { category, provider } = first.detail.type as Readonly<Record<string, string>>;
  const result = last.detail['execution-result'] as Readonly<Record<string, string>> | undefined;
  return {
    pipelineExecutionId: String(first.detail['execution-id']),
    actionExecutionId: String(first.detail['action-execution-id']),
    stageName: String(first.detail.stage),
    actionName: String(first.detail.action),
    status: STATUS[String(last.detail.state)],
    startTime: new Date(first.time),
    lastUpdateTime: new Date(last.time),
    input: {
      actionTypeId: { category: category as 'Deploy', owner: 'AWS', provider: provider ?? '', version: '1' },
    },
    ...(result && {
      output: { executionResult: { errorDetails: { message: result['external-execution-summary'] ?? '' } } },
    }),
  };
}
