import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the commands that the rehearsal answers itself into a directory for the front of PATH.
 * `npm ci` and `npm install` do nothing: the packages of the working tree are used. Every other `npm` call is real.
 */
export function writeCommands(directory: string): void {
  const client = `"${process.execPath}" "${join(__dirname, 'stand-in-client.mjs')}"`;
  writeCommand(directory, 'docker', `exec ${client} docker "$@"`);
  writeCommand(directory, 'aws', `exec ${client} aws "$@"`);
  writeCommand(
    directory,
    'npm',
    `case "$1" in
  ci|install|i|clean-install) echo "the packages of the working tree are used"; exit 0 ;;
esac
PATH="\${PATH#*:}" exec npm "$@"`,
  );
}

function writeCommand(directory: string, name: string, body: string): void {
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
}
