import { existsSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, join, relative } from 'node:path';
import { globPattern } from '../docker/ignore';
import { filesOf } from '../docker/images';
import type { ArtifactSpec } from './buildspec';

/**
 * Collects the files of an `artifacts` block by the name they have in the artifact.
 * Throws CodeBuild's CLIENT_ERROR when an entry matches nothing.
 */
export function collectArtifact(sourceDirectory: string, spec: ArtifactSpec): Record<string, Uint8Array> {
  const base = join(sourceDirectory, spec['base-directory'] ?? '.');
  if (!existsSync(base))
    throw new Error(`no matching base directory path found for ${spec['base-directory'] ?? '.'}`);
  const flat = spec['discard-paths'] === true;
  const files: Record<string, Uint8Array> = {};
  for (const entry of spec.files) {
    const matches = matchFiles(base, entry);
    if (matches.length === 0) throw new Error(`no matching artifact paths found for ${entry}`);
    for (const name of matches) files[flat ? basename(name) : name] = readFileSync(join(base, name));
  }
  return files;
}

/** Files below a directory that match a buildspec glob, relative to it. */
export function matchFiles(base: string, entry: string): string[] {
  const name = isAbsolute(entry) ? relative(base, entry) : entry.replace(/^\.\//, '');
  if (existsSync(join(base, name)) && !/[*?]/.test(name)) {
    const below = filesOf(base).filter((file) => file === name || file.startsWith(`${name}/`));
    return below;
  }
  const pattern = globPattern(name, 'files');
  return filesOf(base).filter((file) => pattern.test(file));
}
