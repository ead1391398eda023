import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { IgnoreStrategy } from 'aws-cdk-lib';
import { zipSync } from 'fflate';
import type { Zippable, ZippableFile } from 'fflate';
import { InputError } from '../shared/input-error';

/** The earliest time that the format knows, in local time as the format has it, so the zone does not matter. */
const NO_TIME = new Date(1980, 0, 1);
/** Code of Unix in the format; only then do the upper 16 bits of the attributes mean a file mode. */
const UNIX = 3;
/** Modes as Git keeps them: all of a file's mode that is the same on every machine. */
const MODE = { plain: 0o100644, executable: 0o100755 } as const;

/**
 * The files of a directory as a zip: the same bytes for the same names, contents and executable bits, whatever
 * the machine, the order of the directory and the times. A link to a file becomes that file; a link to anything
 * else is left out: to a directory, as it may lead back, and to nothing, which is how some editors mark a file that
 * is open. An empty file is left out too: CodeCommit takes no archive with one (aws-cdk issue 19012).
 * @param ignored what stays out, in the syntax of `.gitignore`
 * @throws InputError for a file that cannot be read
 */
export function archive(directory: string, ignored: readonly string[]): Uint8Array {
  const strategy = IgnoreStrategy.git(directory, [...ignored]);
  const files: Zippable = {};
  for (const name of namesBelow(directory, '', strategy).sort()) {
    const path = join(directory, name);
    const { mode, size } = statSync(path);
    if (size > 0) files[name] = entry(path, name, mode);
  }
  // Stored as they are: each synthesis makes the archive anew, and packing it would take longer than the rest.
  return zipSync(files, { level: 0 });
}

function namesBelow(root: string, folder: string, strategy: IgnoreStrategy): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((found) => {
    const name = `${folder}${found.name}`;
    const path = join(root, name);
    if (found.isDirectory()) {
      return strategy.completelyIgnores(path) ? [] : namesBelow(root, `${name}/`, strategy);
    }
    return !strategy.ignores(path) && isFile(found, path) ? [name] : [];
  });
}

function isFile(found: Dirent, path: string): boolean {
  if (!found.isSymbolicLink()) return found.isFile();
  try {
    return statSync(path).isFile();
  } catch {
    // Nothing is there, or a circle of links.
    return false;
  }
}

function entry(path: string, name: string, mode: number): ZippableFile {
  const kept = mode & 0o100 ? MODE.executable : MODE.plain;
  return [contentOf(path, name), { mtime: NO_TIME, os: UNIX, attrs: (kept << 16) >>> 0 }];
}

function contentOf(path: string, name: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new InputError(
      `${name}: cannot be read (${why}); allowed: files that you may read, because the first commit of the repository holds them; fix: let yourself read it, or name it in .gitignore`,
    );
  }
}
