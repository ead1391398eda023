import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { renderReport } from '../report/render-report';
import type { ReportSection } from '../report/render-report';
import { UsageError } from '../usage-error';
import type { Session } from './run-command';

/** Writes the report, says where it is on the terminal, and opens it when asked. Throws UsageError. */
export async function publishReport(
  path: string,
  open: boolean,
  sections: readonly ReportSection[],
  { terminal }: Pick<Session, 'terminal'>,
): Promise<void> {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, renderReport(sections));
  } catch (error) {
    throw new UsageError(
      `the report cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  terminal.line(`  Report: ${path}`);
  if (open && !(await openFile(path)))
    terminal.line('  It could not be opened here; open the file in a browser.');
}

async function openFile(path: string): Promise<boolean> {
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(program, [path], { detached: true, stdio: 'ignore' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
