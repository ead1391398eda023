import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { constants, setPriority } from 'node:os';

/** Starts child processes in groups of their own and can end all of them with what they started. */
export class Processes {
  private readonly running = new Set<ChildProcess>();
  private ended = false;

  /** Starts a program. Throws when `end` was called before. */
  start(program: string, words: readonly string[], options: SpawnOptions): ChildProcess {
    if (this.ended) throw new Error('the rehearsal is ending');
    const child = spawn(program, [...words], { ...options, detached: true });
    this.running.add(child);
    giveWay(child);
    const forget = (): boolean => this.running.delete(child);
    child.once('error', forget);
    child.once('close', forget);
    return child;
  }

  /** Ends one process and its group at once. */
  kill(child: ChildProcess): void {
    killGroup(child, 'SIGKILL');
  }

  /** Ends everything at once; safe to call from a signal handler, twice and at any time. */
  end(): void {
    this.ended = true;
    for (const child of this.running) killGroup(child, 'SIGKILL');
    this.running.clear();
  }
}

/** Builds and functions give way to the services on a busy machine: those are the ones whose latency is judged. */
function giveWay({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It has ended already.
  }
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
