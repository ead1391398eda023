import { LiveView } from '../live/live-view';
import { openInBrowser } from './open-in-browser';
import type { CliOptions } from './options';
import type { Session } from './run-command';

/** Opens a page that follows the run, when the person asked for one; it closes with the program at the latest. */
export async function watchLive(
  { open }: Pick<CliOptions, 'open'>,
  { terminal, shutdown }: Pick<Session, 'terminal' | 'shutdown'>,
): Promise<LiveView | undefined> {
  if (!open) return undefined;
  const view = await LiveView.start();
  shutdown.add(async () => view.close());
  terminal.line(`  Live: ${view.url}`);
  if (!(await openInBrowser(view.url)))
    terminal.line('  It could not be opened here; open the address in a browser.');
  return view;
}
