import type { RehearsalEvent } from '../events';
import type { Unchecked } from '../model';
import type { CliOptions } from './options';
import type { Session } from './run-command';

/**
 * What a run has left out so far. A finished run has it in its result; one that ends without a result, by an error or
 * by Ctrl-C, tells it at the end: nothing is skipped silently.
 */
export class Unfinished {
  private readonly open: Set<string>;
  private at = 0;
  /** Call it when the result has been told. */
  readonly finished: () => void;

  constructor(
    unchecked: readonly Unchecked[],
    private readonly options: Pick<CliOptions, 'json'>,
    private readonly session: Pick<Session, 'terminal' | 'shutdown' | 'print'>,
  ) {
    this.open = new Set(unchecked.map(({ where, what }) => `${where}: ${what}`));
    this.finished = session.shutdown.add(() => this.tell());
  }

  /** Notes something that turned out while the release ran. */
  readonly note = (line: string): void => void this.open.add(line);

  /** Notes how far the run has come. */
  readonly saw = ({ at }: RehearsalEvent): void => void (this.at = at);

  private tell(): void {
    if (this.open.size === 0) return;
    const unchecked = [...this.open];
    const { terminal, print } = this.session;
    if (this.options.json) return print(JSON.stringify({ type: 'unchecked', at: this.at, unchecked }));
    terminal.clearLive();
    terminal.say(`There is no result. Not evaluated in any case (${unchecked.length}):`);
    for (const line of unchecked) terminal.line(`  - ${line}`);
  }
}
