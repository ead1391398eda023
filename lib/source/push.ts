import { changedServices } from './release-paths';

/** What CodeCommit tells of a branch or tag. Source: CodeCommit user guide, "Monitoring CodeCommit events". */
export interface ReferenceChange {
  /** `referenceCreated`, `referenceUpdated` or `referenceDeleted`. */
  readonly event: string;
  readonly repositoryName: string;
  readonly referenceType: string;
  readonly referenceName: string;
  /** The commit that the reference points to now. */
  readonly commitId?: string;
  /** The commit that it pointed to before; a new reference has none. */
  readonly oldCommitId?: string;
}

/** A move of the released branch from one commit to another. */
export interface Push {
  readonly repositoryName: string;
  readonly commitId: string;
  /** Undefined when the branch is new. */
  readonly oldCommitId: string | undefined;
}

/** Which services a push releases, and why these. */
export interface Decision {
  readonly services: readonly string[];
  readonly reason: string;
}

/** The push to `branch` behind an event; undefined for every other event. */
export function pushTo(branch: string, change: ReferenceChange): Push | undefined {
  const { event, referenceType, referenceName, repositoryName, commitId, oldCommitId } = change;
  if (referenceType !== 'branch' || referenceName !== branch) return undefined;
  // A deleted branch names the commit that it had, so the commit alone does not tell.
  if (event === 'referenceDeleted' || commitId === undefined) return undefined;
  return { repositoryName, commitId, oldCommitId };
}

/**
 * What a push releases. Everything between the two commits counts, however many commits that are and whether
 * they were merged or not.
 * @param changed files that differ between the two commits, or why nobody knows
 */
export function decide(
  services: readonly string[],
  changed: Iterable<string> | { readonly unknown: string },
): Decision {
  if ('unknown' in changed) return { services, reason: `all services, because ${changed.unknown}` };
  const paths = [...changed];
  const found = changedServices(services, paths);
  const files = paths.length === 1 ? 'one changed file' : `${paths.length} changed files`;
  if (found.length === 0)
    return { services: [], reason: `none of ${files} belongs to a service or is shared` };
  return { services: found, reason: `${files} looked at` };
}
