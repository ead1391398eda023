/*
 * Outlives a rehearsal by a moment. Its input ends when the rehearsal has ended, in whatever way; then it ends every
 * process that carries the mark of the run, also those in sessions of their own, and removes the folders of the run.
 * Arguments: the mark, the directory with the folders.
 */
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const [, , run = '', temporary = ''] = process.argv;
/** Folders of processes that are just ending may be written to once more. */
const ATTEMPTS = 20;
const PAUSE_MS = 200;

// Only Linux tells the environment of a process in a file; elsewhere the groups that the rehearsal ends are all.
function endMarked() {
  const marked = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isMarked(name));
  for (const pid of marked) kill(Number(pid));
}

function isMarked(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`REHEARSAL_RUN=${run}`);
  } catch {
    return false;
  }
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

function removeFolders() {
  for (const name of readdirSync(temporary).filter((one) => one.startsWith(`rehearsal-${run}-`))) {
    rmSync(join(temporary, name), { recursive: true, force: true });
  }
}

process.stdin.resume();
await once(process.stdin, 'end').catch(() => undefined);
for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
  try {
    if (process.platform === 'linux') endMarked();
    removeFolders();
    break;
  } catch {
    await delay(PAUSE_MS);
  }
}
