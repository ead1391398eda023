import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Faults } from '../../../app/shared/faults';
import type { ImageRecipe } from '../../cloud/image-recipe';
import type { Planted } from '../../faults-from-outside';

/** What the `docker build` stand-in leaves behind: a directory and the configuration of the container. */
export interface BuiltImage {
  /** Absolute path of the directory that is `/` in the container. */
  readonly rootDirectory: string;
  /** Base image that the last stage began from. */
  readonly base: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly exposedPorts: readonly string[];
  readonly healthCheck?: string;
  /** Whether a scenario planted a fault in it. */
  readonly faultPlanted?: boolean;
  /** Faults that a scenario makes around its containers. */
  readonly faultsAround?: Faults;
  /** Whether it only stands for what ran before a release. */
  readonly standsIn?: boolean;
  /** Why no process can run it; absent when one can, or an engine builds it too. */
  readonly needsEngine?: string;
  /** How it was built; no part of its content. */
  readonly recipe?: ImageRecipe;
}

/** The image with what a scenario plants in it; the same image when that is nothing. */
export function withPlanted(image: BuiltImage, { environment, outside }: Planted): BuiltImage {
  if (outside !== undefined) return { ...image, faultsAround: outside };
  if (Object.keys(environment).length === 0) return image;
  return { ...image, environment: { ...image.environment, ...environment }, faultPlanted: true };
}

/** Where an image came from and where it lies: no part of its content. */
const PLACES: readonly string[] = ['rootDirectory', 'recipe', 'needsEngine'] satisfies (keyof BuiltImage)[];

/** Content digest of an image: the same files and configuration always give the same `sha256:…`. */
export function digestOf(image: BuiltImage): string {
  const { rootDirectory } = image;
  const config = Object.fromEntries(Object.entries(image).filter(([key]) => !PLACES.includes(key)));
  const manifest = JSON.stringify({
    config: { ...config, environment: sorted(image.environment), labels: sorted(image.labels) },
    files: filesOf(rootDirectory).map((file) => describeFile(rootDirectory, file)),
  });
  return `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
}

/** Paths of all files below a directory, relative to it, sorted; linked directories are not entered. */
export function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .map((path) => relative(directory, path))
    .sort();
}

function describeFile(directory: string, file: string): readonly [string, number, string] {
  const path = join(directory, file);
  const content = createHash('sha256').update(readFileSync(path)).digest('hex');
  return [file, statSync(path).mode & 0o111, content];
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
