import { createInterface } from 'node:readline/promises';
import { jsonLine, plainText } from '../../app/shared/plain-text';
import { Interrupted } from './errors';
import type { Clock, Output } from './session';

/** The parts of `process` that are used. */
export type Terminal = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'once' | 'off'>;

const STOPPED = 'stopped watching; what has begun goes on without you (npm run ops -- status shows it)';

/** Text, questions, waiting and Ctrl-C on a real terminal. */
export class Console {
  /** Waits; Ctrl-C ends the waiting and nothing else. */
  readonly clock: Clock = { now: () => new Date(), wait: async (milliseconds) => this.wait(milliseconds) };
  private readonly stop = new AbortController();
  private readonly interrupt = (): void => this.stop.abort();
  private listening = false;

  constructor(private readonly terminal: Terminal) {}

  /** Where text and data go; with `json` the text goes to the standard error. */
  output(json: boolean): Output {
    const { stdin, stdout, stderr } = this.terminal;
    const text = json ? stderr : stdout;
    return {
      say: (line) => void text.write(`${plainText(line)}\n`),
      data: (value) => void stdout.write(`${jsonLine(value)}\n`),
      interactive: stdin.isTTY && stderr.isTTY,
      ask: async (question) => this.ask(question),
    };
  }

  /** Gives Ctrl-C back. */
  close(): void {
    this.terminal.off('SIGINT', this.interrupt);
  }

  /** Until something is asked or waited for, Ctrl-C ends the process; afterwards the second one does. */
  private listen(): void {
    if (this.listening) return;
    this.listening = true;
    this.terminal.once('SIGINT', this.interrupt);
  }

  private async ask(question: string): Promise<boolean> {
    const { stdin, stderr } = this.terminal;
    this.listen();
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      const { signal } = this.stop;
      lines.on('SIGINT', this.interrupt);
      const answer = await lines.question(question, { signal });
      return /^y(es)?$/i.test(answer.trim());
    } catch (error) {
      if (this.stop.signal.aborted) throw new Interrupted('nothing was changed');
      throw error;
    } finally {
      lines.close();
    }
  }

  private async wait(milliseconds: number): Promise<void> {
    const { signal } = this.stop;
    this.listen();
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        if (signal.aborted) reject(new Interrupted(STOPPED));
        else resolve();
      };
      const timer = setTimeout(end, milliseconds);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    });
  }
}
