import { accessSync, chmodSync, constants, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { childEnvironment, type AwsAccess } from './child-environment';
import type { Workspace } from './workspace';

/** Environment of every child: no way to a real account, the stand-ins first on PATH, temporary files in `workspace`. */
export function standInEnvironment(workspace: Workspace, access: AwsAccess): Record<string, string> {
  const commands = workspace.makeDirectory('commands');
  writeCommands(commands);
  const inherited = childEnvironment(access);
  const PATH = `${commands}${delimiter}${inherited.PATH ?? ''}`;
  return { ...inherited, PATH, TMPDIR: workspace.makeDirectory('tmp') };
}

/**
 * Writes the commands that the rehearsal answers itself into a directory for the front of PATH.
 * `npm ci` and `npm install` do nothing: the packages of the working tree are used. Every other `npm` call is real.
 */
export function writeCommands(directory: string, path: string = process.env.PATH ?? ''): void {
  const client = `"${process.execPath}" "${join(__dirname, 'stand-in-client.mjs')}"`;
  writeCommand(directory, 'docker', `exec ${client} docker "$@"`);
  writeCommand(directory, 'aws', `exec ${client} aws "$@"`);
  const npm = findProgram('npm', path);
  if (npm === undefined) return;
  const ready = 'echo "the packages of the working tree are used"; exit 0';
  writeCommand(
    directory,
    'npm',
    `case "$1" in ci|install|i|clean-install) ${ready} ;; esac\nexec "${npm}" "$@"`,
  );
}

function writeCommand(directory: string, name: string, body: string): void {
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}

function findProgram(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((directory) => join(directory, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
