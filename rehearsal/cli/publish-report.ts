import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { asError } from '../cloud/clock';
import { renderReport } from '../report/render-report';
import type { ReportSection } from '../report/render-report';
import type { Session } from './run-command';

/** Writes the report and says where it is on the terminal; the run is over, so a report that cannot be written is a warning. */
export function publishReport(
  path: string,
  sections: readonly ReportSection[],
  { terminal }: Pick<Session, 'terminal'>,
): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, renderReport(sections));
    terminal.line(`  Report: ${path}`);
  } catch (error) {
    terminal.say(`The report cannot be written: ${asError(error).message}`, terminal.colours.yellow);
  }
}
