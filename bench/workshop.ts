import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** Root of the project. */
export const ROOT = resolve(__dirname, '..');

/** Milliseconds that child processes get to end by themselves. */
const PATIENCE_MS = 5_000;
/** Enough of what a failed command said to see why. */
const LAST_WORDS = 400;

/** What a command that ended well took and said. */
export interface Finished {
  readonly seconds: number;
  readonly stdout: string;
}

/** Owns the child processes and the temporary files of a run, and takes all of them away at the end. */
export class Workshop {
  private readonly children = new Set<ChildProcess>();
  private readonly directories: string[] = [];
  private closed = false;

  /** Whether everything has been taken away, at the end or because of a signal. */
  get isClosed(): boolean {
    return this.closed;
  }

  /** A new empty directory. */
  directory(): string {
    const path = mkdtempSync(join(tmpdir(), 'bench-'));
    this.directories.push(path);
    return path;
  }

  /** Starts a process in a group of its own, so that everything it starts can be ended with it. */
  start(command: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
    if (this.closed) throw new Error('interrupted');
    const child = spawn(command, args, { cwd: ROOT, ...options, detached: true });
    this.children.add(child);
    return child;
  }

  /**
   * Runs a command to its end.
   * @param accepted statuses that are fine; by default only 0
   * @throws Error with its last words when it ends with another one
   */
  async run(
    command: string,
    args: readonly string[],
    { accepted = [0], ...options }: SpawnOptions & { readonly accepted?: readonly number[] } = {},
  ): Promise<Finished> {
    const began = performance.now();
    const child = this.start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
    const [code] = (await once(child, 'close')) as [number | null];
    const seconds = (performance.now() - began) / 1_000;
    this.children.delete(child);
    if (code !== null && accepted.includes(code)) return { seconds, stdout: said.stdout };
    const words = reason(said.stderr.trim() || said.stdout.trim());
    throw new Error(`${basename(command)} ${args.join(' ')} ended with status ${code}: ${words}`);
  }

  /** Ends one process with everything that it started. */
  async end(child: ChildProcess): Promise<void> {
    this.children.delete(child);
    signalGroup(child, 'SIGINT');
    const ended = child.exitCode !== null || child.signalCode !== null;
    if (!ended) await Promise.race([once(child, 'exit'), delay(PATIENCE_MS, undefined, { ref: false })]);
    signalGroup(child, 'SIGKILL');
  }

  /** Ends all processes and removes all files; nothing can be started afterwards. */
  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.children].map((child) => this.end(child)));
    for (const path of this.directories.splice(0)) rmSync(path, { recursive: true, force: true });
  }
}

/** The line that names the error, however much was printed around it; otherwise the end. */
function reason(text: string): string {
  return (/^\w*Error: .*$/m.exec(text)?.[0] ?? text.slice(-LAST_WORDS)).slice(0, LAST_WORDS);
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group has already ended.
  }
}
