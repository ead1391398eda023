import { digestOf } from './versions';

/** One value that the release parameter had. */
export interface ReleaseRecord {
  /** Image reference. */
  readonly image: string;
  readonly at?: Date;
}

/** The image that is recorded now; `history` has the oldest record first. */
export function currentRecord(history: readonly ReleaseRecord[]): ReleaseRecord | undefined {
  return history.at(-1);
}

/**
 * Digest of the version that was here before the current one came for the first time. After a rollback this is still
 * an earlier version and never the one that was rolled back from, so that two rollbacks go two versions back.
 */
export function previousDigest(history: readonly ReleaseRecord[]): string | undefined {
  const digests = history.map(({ image }) => digestOf(image));
  const first = digests.indexOf(digests.at(-1));
  return digests.slice(0, Math.max(first, 0)).findLast((digest) => digest !== undefined);
}
