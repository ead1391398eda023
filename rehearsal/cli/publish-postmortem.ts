import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asError } from '../cloud/clock';
import type { RehearsalEvent } from '../events';
import { POSTMORTEM_FILE } from '../report/postmortem';
import type { Session } from './run-command';

/**
 * Writes the drafts of postmortems beside the report, or into `build` when there is none, and says where on the
 * terminal. Writes nothing when the run left none; one that cannot be written is a warning.
 */
export function publishPostmortem(
  events: readonly RehearsalEvent[],
  report: string | undefined,
  { terminal, project }: Pick<Session, 'terminal' | 'project'>,
): void {
  const drafts = events.flatMap((event) => (event.type === 'postmortem' ? [event.markdown] : []));
  if (drafts.length === 0) return;
  const path = join(report === undefined ? join(project, 'build') : dirname(report), POSTMORTEM_FILE);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, drafts.join('\n---\n\n'));
    terminal.line(`  Postmortem, a draft: ${path}`);
  } catch (error) {
    terminal.say(`The postmortem cannot be written: ${asError(error).message}`, terminal.colours.yellow);
  }
}
