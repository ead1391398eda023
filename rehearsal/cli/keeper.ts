import { spawn } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RUN, RUN_ENV } from '../run-mark';

const KEEPER = join(__dirname, 'keeper.mjs');

/**
 * Starts a process that ends and removes whatever is left when this one has ended, killed or not. From here on, every
 * child has the mark of the run in its environment.
 */
export function startKeeper(): void {
  // A session of its own: Ctrl-C and the end of the terminal are for the rehearsal.
  const keeper = spawn(process.execPath, [KEEPER, RUN, tmpdir()], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  process.env[RUN_ENV] = RUN;
  keeper.on('error', () => undefined).unref();
  keeper.stdin.on('error', () => undefined);
  (keeper.stdin as unknown as { unref: () => void }).unref();
}

/** Removes the folders of rehearsals whose process is dead, for example after a loss of power. */
export function clearFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = /^rehearsal-(\d+)-/.exec(name) ?? [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      // It belongs to somebody else.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive, too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
