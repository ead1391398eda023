import type { Cause } from './signal';

/** What one execution of the pipeline released. */
export interface ReleasedVersion {
  readonly execution: string;
  /** Commit id, or the commit id or digest that was released again. */
  readonly version: string;
}

/** The version that is to blame and the one before it, as far as they are known. */
export interface Suspects {
  readonly bad?: ReleasedVersion;
  readonly good?: ReleasedVersion;
}

/**
 * Which two versions to compare. After a failed release: what failed, and what runs. When a service that runs is
 * impaired: what runs, and what ran before it, which may be innocent: it is a first guess.
 * @param failed what the failed execution wanted to release, if one failed
 * @param succeeded what came through the stage, the newest first
 */
export function suspects(
  cause: Cause,
  failed: ReleasedVersion | undefined,
  succeeded: readonly ReleasedVersion[],
): Suspects {
  if (cause === 'drift') return {};
  const bad = failed ?? succeeded[0];
  if (bad === undefined) return {};
  const good = succeeded.find(
    ({ execution, version }) => execution !== bad.execution && version !== bad.version,
  );
  return { bad, ...(good && { good }) };
}

/** Page that shows what changed; undefined when a version is unknown or is no commit. */
export function compareLink(compareUrl: string, { good, bad }: Suspects): string | undefined {
  const [from, to] = [good?.version, bad?.version];
  if (from === undefined || to === undefined || ![from, to].every((version) => COMMIT.test(version)))
    return undefined;
  return compareUrl.replace('{good}', from).replace('{bad}', to);
}

const COMMIT = /^[0-9a-f]{7,40}$/;
