import { OperationError } from '../errors';
import { previousDigest } from '../release-history';
import type { ReleaseRecord } from '../release-history';
import { PREVIOUS, findImage } from '../versions';
import type { HeldImage } from '../versions';

/**
 * The image to go back to: `previous`, a commit id or a digest.
 * @throws UsageError when the registry does not hold it
 * @throws OperationError when there is no version before the current one
 */
export function targetOf(
  to: string,
  history: readonly ReleaseRecord[],
  images: readonly HeldImage[],
): HeldImage {
  if (to !== PREVIOUS) return findImage(images, to);
  const digest = previousDigest(history);
  if (digest === undefined) {
    throw new OperationError(
      'there is no record of a version before this one; name one with --to (npm run ops -- releases)',
    );
  }
  const image = images.find((candidate) => candidate.digest === digest);
  if (image) return image;
  throw new OperationError(
    `the registry no longer holds the version before this one (${digest.slice(0, 19)}); name another with --to (npm run ops -- releases)`,
  );
}
