import { chmodSync, copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { globPattern } from './ignore';
import { filesOf } from './images';

/** One source of a `COPY`. */
export interface CopyRequest {
  /** Directory that the pattern is relative to. */
  readonly from: string;
  readonly pattern: string;
  /** Directory that is `/` in the image. */
  readonly root: string;
  /** Absolute path in the image; a `/` at the end means a directory. */
  readonly destination: string;
  readonly mode?: number;
  /** Paths of the build context that Docker does not see. */
  readonly ignored?: (path: string) => boolean;
}

/** Copies the matching files as Docker's `COPY` does and returns how many there were. */
export function copyInto(request: CopyRequest): number {
  const pattern = request.pattern.replace(/^(\.?\/)+/, '').replace(/\/$/, '') || '.';
  const exact = join(request.from, pattern);
  if (existsSync(exact) && statSync(exact).isDirectory()) {
    return copyFiles(request, filesBelow(exact, request, pattern));
  }
  if (existsSync(exact)) {
    const visible = request.ignored?.(pattern) !== true;
    return copyFiles(request, visible ? [[pattern, targetOfFile(request, pattern)]] : []);
  }
  const glob = globPattern(pattern);
  const matches = filesOf(request.from).filter((file) => glob.test(file) && request.ignored?.(file) !== true);
  return copyFiles(
    request,
    matches.map((file) => [file, join(request.destination, basename(file))]),
  );
}

function filesBelow(directory: string, request: CopyRequest, pattern: string): [string, string][] {
  const prefix = pattern === '.' ? '' : `${pattern}/`;
  return filesOf(directory)
    .filter((file) => request.ignored?.(prefix + file) !== true)
    .map((file) => [prefix + file, join(request.destination, file)]);
}

function targetOfFile({ destination, root }: CopyRequest, file: string): string {
  const existing = statSync(join(root, destination), { throwIfNoEntry: false });
  const directory = destination.endsWith('/') || existing?.isDirectory() === true;
  return directory ? join(destination, basename(file)) : destination;
}

function copyFiles(request: CopyRequest, files: readonly (readonly [string, string])[]): number {
  for (const [source, target] of files) {
    const path = join(request.root, target);
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(join(request.from, source), path);
    if (request.mode !== undefined) chmodSync(path, request.mode);
  }
  return files.length;
}
