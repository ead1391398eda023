import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderPrefix } from '../run-mark';

/** The temporary directory of one rehearsal. */
export class Workspace {
  readonly directory = realpathSync(mkdtempSync(join(tmpdir(), folderPrefix)));
  private count = 0;

  /** Makes a new empty directory with the label in its name. */
  makeDirectory(label: string): string {
    const directory = join(this.directory, `${(this.count += 1)}-${label.replace(/[^\w.-]/g, '-')}`);
    mkdirSync(directory);
    return directory;
  }

  /** Removes everything; safe to call twice. */
  remove(): void {
    rmSync(this.directory, { recursive: true, force: true, maxRetries: 3 });
  }
}
