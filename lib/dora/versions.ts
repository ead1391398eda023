import type { Draft } from './deployments';
import type { Deployment, Kind } from './history';

/**
 * Says of each deployment of one place whether it brings a change or takes the place back.
 *
 * A rollback of a stage always goes back. An execution that names a version (`npm run ops -- rollback`, or the variable
 * `VERSION`) goes back too, except when the version is the one that is there, or came here after it: that is a change.
 * A version that was never seen here counts as earlier, because only what was built before can be named.
 * @param drafts the oldest first
 */
export function withKinds(drafts: readonly Draft[]): Deployment[] {
  /** Versions in the order in which they came here for the first time. */
  const arrived: string[] = [];
  let live: string | undefined;
  const done: Deployment[] = [];
  for (const draft of drafts) {
    const known = requestedVersion(draft, done);
    const version = versionOf(known);
    const deployment = { ...known, trigger: triggerOf(known), kind: kindOf(known, version, live, arrived) };
    done.push(deployment);
    if (deployment.outcome !== 'succeeded' || version === undefined) continue;
    if (!arrived.includes(version)) arrived.push(version);
    live = version;
  }
  return done;
}

/** What tells one version from another: the commit, or the digest of the image when the commit is not known. */
export function versionOf({
  commit,
  image,
  requested,
}: Pick<Draft, 'commit' | 'image' | 'requested'>): string | undefined {
  return commit ?? (image === undefined ? requested : digestOf(image));
}

/** The newest commit is not what an execution releases that names a version: the one that was here before tells it. */
function requestedVersion(draft: Draft, before: readonly Deployment[]): Draft {
  const { requested } = draft;
  if (requested === undefined) return draft;
  const same = before.findLast(
    ({ commit, image }) =>
      commit?.startsWith(requested) || (image !== undefined && digestOf(image) === requested),
  );
  const named = /^[0-9a-f]{7,40}$/.test(requested) ? requested : undefined;
  return {
    ...draft,
    commit: same?.commit ?? named,
    subject: same?.subject,
    authoredAt: same?.authoredAt,
  };
}

function triggerOf({ requested, trigger = 'unknown' }: Draft): Deployment['trigger'] {
  const isStageRollback = trigger === 'manual-rollback' || trigger === 'automated-rollback';
  return requested !== undefined && !isStageRollback ? 'again' : trigger;
}

function kindOf(
  draft: Draft,
  version: string | undefined,
  live: string | undefined,
  arrived: readonly string[],
): Kind {
  const trigger = triggerOf(draft);
  if (trigger === 'manual-rollback' || trigger === 'automated-rollback') return 'rollback';
  if (trigger !== 'again') return 'change';
  if (version === undefined || live === undefined) return 'rollback';
  return arrived.includes(version) && arrived.indexOf(version) >= arrived.indexOf(live)
    ? 'change'
    : 'rollback';
}

function digestOf(image: string): string {
  return image.slice(image.indexOf('@') + 1);
}
