import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { renderReport } from '../report/render-report';
import type { ReportSection } from '../report/render-report';
import { UsageError } from '../usage-error';
import type { Session } from './run-command';

/** Writes the report and says where it is on the terminal. Throws UsageError. */
export function publishReport(
  path: string,
  sections: readonly ReportSection[],
  { terminal }: Pick<Session, 'terminal'>,
): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, renderReport(sections));
  } catch (error) {
    throw new UsageError(
      `the report cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  terminal.line(`  Report: ${path}`);
}
