import { digestOf } from '../versions';
import type { HeldImage } from '../versions';

/** One version that the registry still holds: an entry of `ops releases --json`. */
export interface HeldRelease {
  readonly version: string;
  readonly digest: string;
  /** ISO 8601. */
  readonly pushedAt?: string;
  /** Environments where it is the released version. */
  readonly runsIn: readonly string[];
}

/** Joins what is held with what is released in each environment. */
export function heldReleases(
  images: readonly HeldImage[],
  current: readonly { readonly environment: string; readonly image: string }[],
): HeldRelease[] {
  return images.map(({ version, digest, pushedAt }) => ({
    version,
    digest,
    ...(pushedAt && { pushedAt: pushedAt.toISOString() }),
    runsIn: current.filter(({ image }) => digestOf(image) === digest).map(({ environment }) => environment),
  }));
}
