import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RELEASE_FILES } from '../../lib/pipeline/release-files';
import type { Release } from '../../lib/pipeline/release-files';
import { CommandError } from './command';

/** Directory of the files that the build hands to the pipeline; `buildspec.yml` spells it too. */
export const RELEASE_DIRECTORY = join('build', 'release');

/** Writes a file of the release, as text when it is a string, else as JSON. */
export async function writeReleaseFile(name: string, content: unknown): Promise<void> {
  await mkdir(RELEASE_DIRECTORY, { recursive: true });
  const text = typeof content === 'string' ? content : `${JSON.stringify(content, undefined, 2)}\n`;
  await writeFile(join(RELEASE_DIRECTORY, name), text);
}

/** Writes `imageDetail.json` for an image by digest. */
export async function writeImageDetail(image: string): Promise<void> {
  await writeReleaseFile(RELEASE_FILES.imageDetail, { ImageURI: image });
}

/**
 * The image that `imageDetail.json` names.
 * @throws CommandError with exit code 2 when no image was pushed before
 */
export async function readImageDetail(): Promise<string> {
  const path = join(RELEASE_DIRECTORY, RELEASE_FILES.imageDetail);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CommandError(`${path} is not there; it is written when npm run image pushes an image`, 2);
  });
  return (JSON.parse(text) as { ImageURI: string }).ImageURI;
}

/** Writes the files that say what is released, next to `imageDetail.json`. */
export async function writeReleaseFiles(release: Release): Promise<void> {
  await writeReleaseFile(RELEASE_FILES.release, release);
  await copyFile(RELEASE_FILES.appSpec, join(RELEASE_DIRECTORY, RELEASE_FILES.appSpec));
}
