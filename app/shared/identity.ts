import { askJson } from './ask';

/** The metadata of a container are a few kilobytes. */
const MAX_METADATA_BYTES = 100_000;

/** What may stand in the reference of an image; it goes into logs, answers and pages. */
const IMAGE = /^[\w.:/@-]{1,512}$/;

/**
 * Reads the image reference of this container from the ECS task metadata endpoint, version 4.
 * @param metadataUri value of `ECS_CONTAINER_METADATA_URI_V4`; empty outside ECS
 * @param timeoutMs wall-clock milliseconds to wait; the service must start without the endpoint too
 * @returns the reference as the task definition spells it, or an empty string
 */
export async function readImage(metadataUri: string, timeoutMs = 500): Promise<string> {
  if (metadataUri === '') return '';
  try {
    const metadata = await askJson(metadataUri, { timeoutMs, maxBytes: MAX_METADATA_BYTES });
    const image = (metadata as { Image?: unknown } | null)?.Image;
    return typeof image === 'string' && IMAGE.test(image) ? image : '';
  } catch {
    return '';
  }
}
