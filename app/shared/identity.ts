import { get } from 'node:http';

/**
 * Reads the image reference of this container from the ECS task metadata endpoint, version 4.
 * @param metadataUri value of `ECS_CONTAINER_METADATA_URI_V4`; empty outside ECS
 * @param timeoutMs wall-clock milliseconds to wait; the service must start without the endpoint too
 * @returns the reference as the task definition spells it, or an empty string
 */
export async function readImage(metadataUri: string, timeoutMs = 500): Promise<string> {
  if (metadataUri === '') return '';
  try {
    const body: unknown = JSON.parse(await readText(metadataUri, timeoutMs));
    const image = (body as { Image?: unknown } | null)?.Image;
    return typeof image === 'string' ? image : '';
  } catch {
    return '';
  }
}

function readText(uri: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const request = get(uri, { signal }, (response) => {
      response.setEncoding('utf8');
      let text = '';
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}
