import { UsageError } from '../errors';

/** Longest reason, in characters. */
const MOST = 500;

/** What a break-glass release leaves behind. */
export interface GlassNote {
  readonly image: string;
  /** ARN of who did it. */
  readonly who: string;
  readonly reason: string;
  readonly at: Date;
}

/** Beginning of every note, by which one is found again. */
export const NOTE_BEGINNING = 'break-glass';

/**
 * The reason on one line.
 * @throws UsageError when there is none that helps a reader later
 */
export function checkedReason(reason: string | undefined): string {
  const text = (reason ?? '').replaceAll(/\s+/g, ' ').trim();
  if (text.length >= 10 && text.length <= MOST) return text;
  throw new UsageError(
    `--reason: got ${reason === undefined ? 'nothing' : `${text.length} characters`}; write 10 to ${MOST}: what is broken, and why this release mends it`,
  );
}

/** The note as the deployment and the release parameter carry it. */
export function noteText({ image, who, reason, at }: GlassNote): string {
  return `${NOTE_BEGINNING} ${at.toISOString()} ${image} by ${who}: ${reason}`;
}

/** The image that a note names; undefined for any other text. */
export function notedImage(text: string | undefined): string | undefined {
  return new RegExp(`^${NOTE_BEGINNING} \\S+ (\\S+@sha256:[0-9a-f]{64}) by `).exec(text ?? '')?.[1];
}
