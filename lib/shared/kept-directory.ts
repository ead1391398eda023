import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** Days that nobody used a directory before it is deleted. */
const KEEP_DAYS = 1;
const DAY_MS = 24 * 3600 * 1000;

/** A directory made once for each state of its sources and kept between runs, also of several processes at once. */
export class KeptDirectory {
  /** Where the complete content is. */
  readonly path: string;

  /**
   * @param parent directory of all states; made when it is needed
   * @param state name of this state, for example a digest of the sources
   */
  constructor(
    private readonly parent: string,
    state: string,
  ) {
    this.path = join(parent, state);
  }

  /** Whether the content is there; it then counts as used now. */
  find(): boolean {
    if (!existsSync(this.path)) return false;
    const now = new Date();
    utimesSync(this.path, now, now);
    return true;
  }

  /**
   * The directory with its content, which `make` puts into a draft when it is not there yet.
   * @throws whatever `make` throws; nothing is kept then
   */
  filledBy(make: (draft: string) => void): string {
    if (this.find()) return this.path;
    const draft = this.draft();
    try {
      make(draft);
      this.publish(draft);
    } finally {
      this.discard(draft);
    }
    return this.path;
  }

  /** A directory of this process alone, to make the content in. */
  draft(): string {
    const draft = `${this.path}.${process.pid}`;
    mkdirSync(draft, { recursive: true });
    return draft;
  }

  /** Makes the content of the draft visible in one step, and deletes what nobody uses any more. */
  publish(draft: string): void {
    try {
      renameSync(draft, this.path);
    } catch (error) {
      // Another process was faster; its content is the same.
      this.discard(draft);
      if (!existsSync(this.path)) throw error;
    }
    for (const name of readdirSync(this.parent)) {
      const path = join(this.parent, name);
      const unusedMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (unusedMs > KEEP_DAYS * DAY_MS) rmSync(path, { recursive: true, force: true });
    }
  }

  /** Deletes a draft that came to nothing. */
  discard(draft: string): void {
    rmSync(draft, { recursive: true, force: true });
  }
}
