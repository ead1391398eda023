import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionModel } from '../model';
import { ARTIFACT_LIMITS, unzip, zip } from './artifacts';
import type { ArtifactLocation, ObjectStore } from './artifacts';
import { filesOf } from './docker/images';

/** Name of the bucket that stands in for the pipeline's artifact bucket. */
export const ARTIFACT_BUCKET = 'rehearsal-artifacts';

/** The artifacts of one pipeline execution, by their names in the template. */
export class PipelineArtifacts {
  private readonly locations = new Map<string, ArtifactLocation>();
  private readonly directories = new Map<string, string>();

  constructor(
    private readonly objects: ObjectStore,
    private readonly pipeline: string,
  ) {}

  /** Place for an output artifact; it exists once something was put there. */
  reserve(name: string): ArtifactLocation {
    const id = randomBytes(4).toString('hex').slice(0, 7);
    const key = `${this.pipeline.slice(0, 20)}/${name.slice(0, 10)}/${id}`;
    const location = { bucket: ARTIFACT_BUCKET, key };
    this.locations.set(name, location);
    return location;
  }

  /** Stores files as a zip. */
  putFiles(name: string, files: Readonly<Record<string, Uint8Array>>): void {
    this.objects.put(this.reserve(name), zip(files));
  }

  /** Keeps a directory as an artifact; it is zipped only when an action needs the zip. */
  putDirectory(name: string, directory: string): void {
    this.reserve(name);
    this.directories.set(name, directory);
  }

  /** The directory that was put, when the artifact is one. */
  directory(name: string): string | undefined {
    return this.directories.get(name);
  }

  /** Where an input artifact lies. Throws when no action before made it. */
  locate(name: string): ArtifactLocation {
    const location = this.locations.get(name);
    if (location === undefined)
      throw new Error(`the artifact ${name} does not exist: no action before made it`);
    const directory = this.directories.get(name);
    if (directory !== undefined && this.objects.get(location) === undefined) {
      const files = filesOf(directory).filter((file) => !file.startsWith('node_modules/'));
      const contents = files.map((file) => [file, readFileSync(join(directory, file))] as const);
      this.objects.put(location, zip(Object.fromEntries(contents)));
    }
    return location;
  }

  /** The zip of an input artifact. Throws when it is not there or over the action's size limit. */
  bytes(name: string, action: ActionModel): Uint8Array {
    const content = this.objects.get(this.locate(name));
    if (content === undefined)
      throw new Error(`the artifact ${name} is empty: the action before did not upload it`);
    const limit = ARTIFACT_LIMITS[action.provider];
    if (limit !== undefined && content.length > limit) {
      const size = (content.length / 1024 / 1024).toFixed(1);
      throw new Error(
        `the artifact ${name} has ${size} MB; ${action.provider} accepts ${limit / 1024 / 1024} MB`,
      );
    }
    return content;
  }

  /** One text file of an input artifact. Throws when it is missing. */
  text(name: string, file: string, action: ActionModel): string {
    const content = unzip(this.bytes(name, action))[file.replace(/^\.\//, '')];
    if (content === undefined) throw new Error(`the artifact ${name} has no file ${file}`);
    return new TextDecoder().decode(content);
  }
}
