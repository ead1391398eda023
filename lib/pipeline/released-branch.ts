import { GetBranchCommand, GetMergeConflictsCommand } from '@aws-sdk/client-codecommit';
import type { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { ReleaseError } from './release-error';

/** The branch of a CodeCommit repository that is released. */
export interface ReleasedBranch {
  readonly repository: string;
  readonly branch: string;
}

/**
 * Makes sure that commits are on the released branch: its newest one, or one that came before it.
 * @throws ReleaseError for a commit that is not, or of which that cannot be told
 */
export async function requireOnBranch(
  codeCommit: CodeCommitClient,
  { repository: repositoryName, branch: branchName }: ReleasedBranch,
  commits: readonly string[],
): Promise<void> {
  const { branch: { commitId: newest = '' } = {} } = await codeCommit
    .send(new GetBranchCommand({ repositoryName, branchName }))
    .catch((error: Error) => refuse(`the branch ${branchName} cannot be read: ${error.message}`));
  for (const commit of commits.filter((one) => one !== newest)) {
    // What two commits have in common is the older one exactly when it is an ancestor of the other.
    const { baseCommitId } = await codeCommit
      .send(
        new GetMergeConflictsCommand({
          repositoryName,
          sourceCommitSpecifier: commit,
          destinationCommitSpecifier: newest,
          mergeOption: 'FAST_FORWARD_MERGE',
        }),
      )
      .catch((error: Error) =>
        refuse(`commit ${commit} cannot be found on the branch ${branchName}: ${error.message}`),
      );
    if (baseCommitId !== commit) refuse(`commit ${commit} is not on the branch ${branchName}`);
  }
}

function refuse(problem: string): never {
  throw new ReleaseError(`${problem}; only what was merged there is released, so merge it first`);
}
