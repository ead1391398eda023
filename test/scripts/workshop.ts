import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..');

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory with the files of a build and with programs that write down how they were called. */
export interface Workshop {
  readonly directory: string;
  /** Text of a file, by path below the directory. */
  read(path: string): string;
  write(path: string, text: string): void;
  /** Puts a program on the PATH; `$STATE` is a directory that the programs share. */
  program(name: string, script: string): void;
  /** Every call of a program so far, one line each. */
  calls(): string[];
  /** Runs a script of the project in the directory; its PATH has only the programs, `node` and the shell. */
  run(
    script: string,
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<Outcome>;
  remove(): void;
}

/** Makes an empty workshop. */
export function workshop(): Workshop {
  const directory = mkdtempSync(join(tmpdir(), 'workshop-'));
  const programs = join(directory, 'programs');
  const state = join(directory, 'state');
  const log = join(state, 'calls');
  for (const folder of [programs, state]) mkdirSync(folder);
  const read = (path: string): string => readFileSync(join(directory, path), 'utf8');
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  };
  return {
    directory,
    read,
    write,
    program: (name, script) => {
      write(join('programs', name), `#!/bin/sh\necho "${name} $*" >> "$STATE/calls"\n${script}\n`);
      chmodSync(join(programs, name), 0o755);
    },
    calls: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []),
    run: (script, args, environment = {}) =>
      new Promise((done) => {
        const command = [join(ROOT, 'node_modules', '.bin', 'tsx'), join(ROOT, script), ...args];
        const path = [programs, dirname(process.execPath), '/bin'].join(delimiter);
        const env = { PATH: path, HOME: directory, STATE: state, ...environment };
        execFile(process.execPath, command, { cwd: directory, env }, (error, stdout, stderr) => {
          done({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
        });
      }),
    remove: () => rmSync(directory, { recursive: true }),
  };
}
