import { readFileSync } from 'node:fs';

/** Milliseconds between two looks: an end within seconds is enough. */
const LOOK_MS = 1000;

/**
 * Calls `leave` once when a process above this one is gone: npm, its shell, the terminal, a step of a CI job. Where
 * the parents of other processes cannot be read, which is everywhere but on Linux, only the direct parent counts.
 */
export function onOrphaned(leave: () => void, parentOf: typeof readParent = readParent): void {
  const chain = chainOf(process.pid, parentOf);
  const timer = setInterval(() => {
    if (chain.every(([pid, parent]) => parentOf(pid) === parent)) return;
    clearInterval(timer);
    leave();
  }, LOOK_MS).unref();
}

/** Pairs of process and parent, from `pid` to the first process of the machine. */
function chainOf(pid: number, parentOf: typeof readParent): [number, number][] {
  const parent = parentOf(pid);
  if (parent === undefined || parent <= 1) return [];
  return [[pid, parent], ...chainOf(parent, parentOf)];
}

function readParent(pid: number): number | undefined {
  if (pid === process.pid) return process.ppid;
  try {
    // `pid (name) state parent …`; a name may have brackets and spaces.
    const [, parent] = /^.*\) \S (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return parent === undefined ? undefined : Number(parent);
  } catch {
    return undefined;
  }
}
