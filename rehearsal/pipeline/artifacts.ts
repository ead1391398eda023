import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { unzipSync, zipSync } from 'fflate';

/** Where an artifact lies in the stand-in for the artifact bucket. */
export interface ArtifactLocation {
  readonly bucket: string;
  readonly key: string;
}

/** The objects of the S3 stand-in, by bucket and key. */
export class ObjectStore {
  private readonly objects = new Map<string, Uint8Array>();

  put({ bucket, key }: ArtifactLocation, content: Uint8Array): void {
    this.objects.set(`${bucket}/${key}`, content);
  }

  get({ bucket, key }: ArtifactLocation): Uint8Array | undefined {
    return this.objects.get(`${bucket}/${key}`);
  }
}

/** Zips named files; the same files give the same bytes. */
export function zip(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync({ ...files }, { level: 6, mtime: new Date('2020-01-01T00:00:00') });
}

/** Unzips into named files, directories left out. Throws when the bytes are no zip. */
export function unzip(content: Uint8Array): Record<string, Uint8Array> {
  const files = Object.entries(unzipSync(content)).filter(([name]) => !name.endsWith('/'));
  return Object.fromEntries(files);
}

/** Writes named files below a directory; throws when a name would lead out of it. */
export function writeFiles(directory: string, files: Readonly<Record<string, Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = resolve(directory, name);
    if (relative(directory, path).startsWith('..'))
      throw new Error(`artifact file ${name} leads out of its directory`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}

/** Largest input artifact of an action in bytes; larger ones fail on AWS. */
export const ARTIFACT_LIMITS: Readonly<Record<string, number>> = {
  CodeDeployToECS: 3 * 1024 * 1024,
};
