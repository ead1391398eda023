import { GetCommitCommand } from '@aws-sdk/client-codecommit';
import type { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { GetPipelineExecutionCommand, ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { changeSummary } from './change-summary';
import type { KnownCommit, KnownExecution } from './change-summary';
import { artifactClient, only, readArtifact } from './job-artifacts';
import type { JobData } from './job-artifacts';
import { ReleaseError } from './release-error';
import { RELEASE_FILES } from './release-files';
import type { Release } from './release-files';
import { requireOnBranch } from './released-branch';
import { NO_VERSION, VERSION_VARIABLE } from './version-variable';

/** `UserParameters` of the *Describe* action, as JSON. */
export interface DescribeParameters {
  /** Name of the pipeline. */
  readonly pipeline: string;
  /** Id of the execution that the action belongs to. */
  readonly execution: string;
  /** Stage that releases to the environment; it has the name of the environment. */
  readonly stage: string;
  /** Branch that is released. */
  readonly branch: string;
  /** CodeCommit repository of the source; absent when the source is behind a connection. */
  readonly repository?: string;
  /** Page of the pipeline in the console, for a commit that has no page of its own. */
  readonly page: string;
}

/** The services that a description asks. */
export interface Clients {
  readonly codePipeline: CodePipelineClient;
  readonly codeCommit: CodeCommitClient;
}

/**
 * Says what an approval is about, once it is sure that the code is on the released branch: who may start the pipeline may
 * start it at any commit.
 * @returns the output variables `summary` and `link`
 * @throws ReleaseError when the build has not said what it made, or made it from a commit beside the branch
 */
export async function describeChange(
  data: JobData,
  { codePipeline, codeCommit }: Clients,
): Promise<{ summary: string; link: string }> {
  const { pipeline, execution, stage, repository, branch, page } = JSON.parse(
    data.actionConfiguration.configuration.UserParameters,
  ) as DescribeParameters;
  const [build, current, lastId] = await Promise.all([
    readArtifact(artifactClient(data), only(data.inputArtifacts, 'input')),
    knownExecution(codePipeline, pipeline, execution),
    lastExecution(codePipeline, pipeline, stage),
  ]);
  const release = releaseOf(build);
  if (repository !== undefined) {
    const commits = new Set([release.commit, current.commit]);
    await requireOnBranch(codeCommit, { repository, branch }, [...commits]);
  }
  const [last, commit] = await Promise.all([
    lastId === undefined ? undefined : knownExecution(codePipeline, pipeline, lastId),
    repository === undefined ? undefined : knownCommit(codeCommit, repository, release.commit),
  ]);
  const unproven = repository === undefined && current.byHand ? branch : undefined;
  const summary = changeSummary({ environment: stage, release, current, last, commit, unproven });
  return { summary, link: (current.commit === release.commit && current.url) || page };
}

function releaseOf(build: ReadonlyMap<string, string>): Release {
  const text = build.get(RELEASE_FILES.release);
  if (text === undefined) {
    throw new ReleaseError(
      `the build artifact has no ${RELEASE_FILES.release}; npm run release-files writes it`,
    );
  }
  return JSON.parse(text) as Release;
}

/** Id of the execution that released to the environment last, a rollback included. */
async function lastExecution(
  codePipeline: CodePipelineClient,
  pipelineName: string,
  stageName: string,
): Promise<string | undefined> {
  const { pipelineExecutionSummaries: [last] = [] } = await codePipeline.send(
    new ListPipelineExecutionsCommand({
      pipelineName,
      maxResults: 1,
      filter: { succeededInStage: { stageName } },
    }),
  );
  return last?.pipelineExecutionId;
}

async function knownExecution(
  codePipeline: CodePipelineClient,
  pipelineName: string,
  pipelineExecutionId: string,
): Promise<KnownExecution> {
  const { pipelineExecution: { artifactRevisions: [source] = [], variables = [], trigger } = {} } =
    await codePipeline.send(new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId }));
  const version = variables.find(({ name }) => name === VERSION_VARIABLE)?.resolvedValue;
  return {
    commit: source?.revisionId ?? 'unknown',
    message: source?.revisionSummary ?? '',
    ...(trigger?.triggerType === 'StartPipelineExecution' && { byHand: true }),
    ...(source?.revisionUrl && { url: source.revisionUrl }),
    ...(version !== undefined && version !== NO_VERSION && { releasedAgain: version }),
  };
}

/** Who made a commit and why. */
async function knownCommit(
  codeCommit: CodeCommitClient,
  repositoryName: string,
  commitId: string,
): Promise<KnownCommit> {
  const { commit } = await codeCommit.send(new GetCommitCommand({ repositoryName, commitId }));
  return { author: commit?.author?.name ?? '', message: commit?.message ?? '' };
}
