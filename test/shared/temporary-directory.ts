import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Jest's global setup: every temporary file of a run is in one directory, which goes with the run. */
export default function makeDirectory(): void {
  const directory = mkdtempSync(join(tmpdir(), 'tests-'));
  process.env.TMPDIR = directory;
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
}
