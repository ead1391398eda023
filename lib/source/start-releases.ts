import {
  BranchDoesNotExistException,
  CommitDoesNotExistException,
  GetBranchCommand,
  GetDifferencesCommand,
} from '@aws-sdk/client-codecommit';
import type { CodeCommitClient, Difference } from '@aws-sdk/client-codecommit';
import { PipelineNotFoundException, StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { logLine } from '../delivery/verdict';
import { SOURCE_ACTION } from './names';
import { decide, pushTo } from './push';
import type { Decision, Push, ReferenceChange } from './push';
import { changedServices } from './release-paths';

/** An event of the repository as EventBridge delivers it, perhaps more than once. */
export interface RepositoryEvent {
  readonly id: string;
  readonly detail: ReferenceChange;
}

export interface ReleaseSettings {
  /** Branch that is released. */
  readonly branch: string;
  /** Pipeline of each service. */
  readonly pipelines: Readonly<Record<string, string>>;
}

export interface ReleaseClients {
  readonly codeCommit: CodeCommitClient;
  readonly codePipeline: CodePipelineClient;
}

/**
 * Starts the pipelines of the services that a push changed, each at the pushed commit. When the branch has moved on
 * meanwhile, they start at its newest commit: events may overtake each other, and the last release must be of the newest.
 * @throws Error when a pipeline could not be started, so that Lambda calls again; what has started is not started twice
 */
export async function startReleases(
  clients: ReleaseClients,
  { branch, pipelines }: ReleaseSettings,
  { id, detail }: RepositoryEvent,
): Promise<void> {
  const push = pushTo(branch, detail);
  if (!push) {
    logLine({
      event: id,
      started: [],
      reason: `${detail.event} of ${detail.referenceName} releases nothing`,
    });
    return;
  }
  const decision = await decisionFor(clients.codeCommit, push, Object.keys(pipelines));
  const newest =
    decision.services.length > 0 ? await newestCommit(clients.codeCommit, branch, push) : undefined;
  const commit = newest ?? push.commitId;
  const names = decision.services.map((service) => String(pipelines[service]));
  const results = await Promise.allSettled(
    names.map((name) => start(clients.codePipeline, name, commit, id)),
  );
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  const started = names.filter((_, index) => results[index]?.status === 'fulfilled');
  const overtaken = commit !== push.commitId && { overtaken: push.commitId };
  logLine({ event: id, commit, ...overtaken, started, failed, reason: decision.reason });
  if (failed.length > 0) throw new Error(`not started: ${failed.join('; ')}`);
}

async function decisionFor(
  client: CodeCommitClient,
  push: Push,
  services: readonly string[],
): Promise<Decision> {
  if (push.oldCommitId === undefined) return decide(services, { unknown: 'the branch is new' });
  try {
    return decide(services, await changedFiles(client, push, services));
  } catch (error) {
    if (!(error instanceof CommitDoesNotExistException)) throw error;
    return decide(services, { unknown: `commit ${push.oldCommitId} is gone` });
  }
}

/** The commit that the branch points to now; undefined when it is gone, and the pushed commit is all there is to know. */
async function newestCommit(
  client: CodeCommitClient,
  branchName: string,
  { repositoryName }: Push,
): Promise<string | undefined> {
  try {
    const { branch } = await client.send(new GetBranchCommand({ repositoryName, branchName }));
    return branch?.commitId;
  } catch (error) {
    if (!(error instanceof BranchDoesNotExistException)) throw error;
    return undefined;
  }
}

/** Page by page, until it is clear that every service is released. */
async function changedFiles(
  client: CodeCommitClient,
  { repositoryName, commitId, oldCommitId }: Push,
  services: readonly string[],
): Promise<ReadonlySet<string>> {
  const files = new Set<string>();
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new GetDifferencesCommand({
        repositoryName,
        beforeCommitSpecifier: oldCommitId,
        afterCommitSpecifier: commitId,
        NextToken,
      }),
    );
    for (const file of (page.differences ?? []).flatMap(pathsOf)) files.add(file);
    NextToken = page.NextToken;
  } while (NextToken !== undefined && changedServices(services, files).length < services.length);
  return files;
}

/** A deleted file has a path before only, a new one after only, a renamed one may have two. */
function pathsOf({ beforeBlob, afterBlob }: Difference): string[] {
  return [beforeBlob?.path, afterBlob?.path].flatMap((path) => path ?? []);
}

async function start(
  client: CodePipelineClient,
  name: string,
  commit: string,
  eventId: string,
): Promise<void> {
  try {
    await client.send(
      new StartPipelineExecutionCommand({
        name,
        sourceRevisions: [{ actionName: SOURCE_ACTION, revisionType: 'COMMIT_ID', revisionValue: commit }],
        // The same for a repeated event and another for another push, even of a commit that was there before.
        clientRequestToken: `${eventId}-${name}`,
      }),
    );
  } catch (error) {
    // A pipeline that CloudFormation is still making starts by itself, with the newest commit.
    if (!(error instanceof PipelineNotFoundException)) throw error;
    logLine({ event: eventId, pipeline: name, note: 'not there yet; it starts by itself when it is made' });
  }
}
