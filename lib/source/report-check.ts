import {
  GetPullRequestCommand,
  PostCommentForPullRequestCommand,
  UpdatePullRequestApprovalStateCommand,
} from '@aws-sdk/client-codecommit';
import type { CodeCommitClient, PullRequestTarget } from '@aws-sdk/client-codecommit';
import { logLine } from '../delivery/verdict';
import { checkResult } from './check-result';
import type { BuildDetail, CheckResult } from './check-result';

/**
 * Approves a pull request whose check passed, takes the approval back when it did not, and says so in a comment.
 * A result for code that has been replaced meanwhile is left alone: the check of the newer code decides.
 * @throws Error when CodeCommit takes no answer, so that Lambda calls again; a repetition changes nothing
 */
export async function reportCheck(client: CodeCommitClient, detail: BuildDetail): Promise<void> {
  const result = checkResult(detail);
  if (!result) {
    logLine({ build: detail['build-id'], note: 'not for a pull request' });
    return;
  }
  const { pullRequestId, commit, passed } = result;
  const { pullRequest } = await client.send(new GetPullRequestCommand({ pullRequestId }));
  const target = pullRequest?.pullRequestTargets?.find(({ sourceCommit }) => sourceCommit === commit);
  if (!pullRequest?.revisionId || pullRequest.pullRequestStatus !== 'OPEN' || !target) {
    logLine({
      pullRequestId,
      commit,
      passed,
      note: 'not reported: the pull request is closed or has newer code',
    });
    return;
  }
  await client.send(
    new UpdatePullRequestApprovalStateCommand({
      pullRequestId,
      revisionId: pullRequest.revisionId,
      approvalState: passed ? 'APPROVE' : 'REVOKE',
    }),
  );
  await comment(client, result, target);
  logLine({ pullRequestId, commit, passed });
}

async function comment(
  client: CodeCommitClient,
  { pullRequestId, comment: content, token }: CheckResult,
  { repositoryName, destinationCommit, sourceCommit }: PullRequestTarget,
): Promise<void> {
  await client.send(
    new PostCommentForPullRequestCommand({
      pullRequestId,
      repositoryName,
      beforeCommitId: destinationCommit,
      afterCommitId: sourceCommit,
      content,
      clientRequestToken: token,
    }),
  );
}
