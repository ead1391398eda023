import { UsageError } from './errors';

/** One image of a service that the registry still holds. */
export interface HeldImage {
  /** `sha256:…`. */
  readonly digest: string;
  /** Version label: the first characters of the commit id; the image's first tag. */
  readonly version: string;
  readonly pushedAt?: Date;
  /** `<repository>@sha256:…`. */
  readonly reference: string;
}

/** Digest of an image reference; undefined for a reference by tag, such as the placeholder. */
export function digestOf(reference: string): string | undefined {
  return /@(sha256:[0-9a-f]{64})$/.exec(reference)?.[1];
}

/** How a person calls the image: its version, or the beginning of its digest, or that it is the placeholder. */
export function versionName(reference: string, images: readonly HeldImage[]): string {
  const digest = digestOf(reference);
  if (digest === undefined) return 'placeholder';
  return images.find((image) => image.digest === digest)?.version ?? digest.slice(0, 19);
}

/** What `--to` means when it is not given. */
export const PREVIOUS = 'previous';

/**
 * Refuses what can mean no version, before anything is asked for it.
 * @throws UsageError
 */
export function requireVersionForm(wanted: string | undefined): void {
  if (wanted === undefined || wanted === PREVIOUS) return;
  if (/^(?:sha256:[0-9a-f]{12,64}|[0-9a-f]{7,40})$/i.test(wanted)) return;
  throw new UsageError(
    `--to: got "${wanted}"; allowed: previous, at least 7 characters of a commit id, or sha256: and at least 12 of a digest`,
  );
}

/**
 * The held image that a commit id, its beginning, or a digest means.
 * @throws UsageError with what is held
 */
export function findImage(images: readonly HeldImage[], wanted: string): HeldImage {
  requireVersionForm(wanted);
  const text = wanted.toLowerCase();
  const found = images.filter(({ digest, version }) =>
    text.startsWith('sha256:')
      ? digest.startsWith(text)
      : version.startsWith(text) || (version.length >= 7 && text.startsWith(version)),
  );
  const [first, second] = found;
  if (!first) throw new UsageError(`--to: the registry does not hold "${wanted}"; ${heldText(images)}`);
  if (second) {
    const choices = found.map(({ version }) => version).join(', ');
    throw new UsageError(`--to: "${wanted}" fits several: ${choices}; give more characters`);
  }
  return first;
}

function heldText(images: readonly HeldImage[]): string {
  if (images.length === 0) return 'it is empty';
  const newest = images.slice(0, 5).map(({ version }) => version);
  const more = images.length > newest.length ? ` and ${images.length - newest.length} more` : '';
  return `it holds ${newest.join(', ')}${more} (npm run ops -- releases)`;
}
