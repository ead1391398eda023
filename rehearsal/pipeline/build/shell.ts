import type { ChildProcess } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Processes } from '../processes';

/** How a build shell is started. */
export interface ShellOptions {
  readonly processes: Processes;
  readonly program: string;
  /** Options of the program; none when absent. */
  readonly words?: readonly string[];
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Directory for the command files. */
  readonly scratch: string;
  readonly onLine: (line: string) => void;
}

/** The program for a buildspec: `sh` of the images of CodeBuild is bash in its POSIX mode, which knows `pipefail`. */
export function buildShell(asked: string | undefined): Pick<ShellOptions, 'program' | 'words'> {
  if (asked === 'bash') return { program: 'bash' };
  return existsSync('/bin/bash') ? { program: '/bin/bash', words: ['--posix'] } : { program: 'sh' };
}

/**
 * One shell for a whole build: as in CodeBuild with version 0.2, directory and variables of one command
 * hold for the next ones.
 */
export class Shell {
  private readonly child: ChildProcess;
  private readonly waiting: ((answer: string) => void)[] = [];
  private readonly drained: Promise<unknown>;
  private commands = 0;
  private gone?: number;

  constructor(private readonly options: ShellOptions) {
    const { processes, program, words = [], workingDirectory, environment } = options;
    const stdio: ['pipe', 'pipe', 'pipe', 'pipe'] = ['pipe', 'pipe', 'pipe', 'pipe'];
    this.child = processes.start(program, words, { cwd: workingDirectory, env: { ...environment }, stdio });
    this.child.once('error', () => this.leave(127));
    this.child.once('exit', (code) => this.leave(code ?? 137));
    this.child.stdin?.on('error', () => undefined);
    const outputs = [this.child.stdout, this.child.stderr].map(async (stream) => this.forward(stream));
    this.drained = Promise.all(outputs);
    const answers = this.child.stdio[3] as Readable;
    createInterface({ input: answers }).on('line', (line) => this.waiting.shift()?.(line));
  }

  /** Runs one command, which may have several lines, and resolves with its exit status. */
  async run(command: string): Promise<number> {
    const file = join(this.options.scratch, `command-${(this.commands += 1)}.sh`);
    writeFileSync(file, `${command}\n`);
    return Number(await this.ask(`. ${quote(file)} < /dev/null 3>&-; echo $? >&3`));
  }

  /** Sets a variable for the following commands. */
  async export(name: string, value: string): Promise<void> {
    await this.ask(`export ${name}=${quote(value)}; echo 0 >&3`);
  }

  /** Value of a variable of the shell, on one line; empty when it is not set. */
  async variable(name: string): Promise<string> {
    return (await this.ask(`printf '%s' "\${${name}-}" | tr '\\n' ' ' >&3; echo >&3`)).trim();
  }

  /** Ends the shell after its last output was read. */
  async close(): Promise<void> {
    this.child.stdin?.end();
    const grace = new Promise((resolve) => setTimeout(resolve, 500).unref());
    await Promise.race([this.drained, grace]);
    this.options.processes.kill(this.child);
  }

  private async ask(line: string): Promise<string> {
    if (this.gone !== undefined) return String(this.gone);
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.child.stdin?.write(`${line}\n`);
    });
  }

  private leave(status: number): void {
    this.gone = status === 0 ? 1 : status;
    for (const answer of this.waiting.splice(0)) answer(String(this.gone));
  }

  private async forward(stream: Readable | null): Promise<void> {
    if (stream === null) return;
    for await (const line of createInterface({ input: stream })) this.options.onLine(line);
  }
}

function quote(value: string): string {
  return `'${value.replace(/'/g, `'\\''`)}'`;
}
