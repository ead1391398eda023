import { createColors } from 'picocolors';
import { clockTime } from './numbers';
import { wrap } from './wrap';

/** Where the text goes. */
export interface TerminalOptions {
  readonly write: (text: string) => void;
  readonly colour: boolean;
  /** Whether a line can be rewritten in place; not in a log file. */
  readonly live: boolean;
}

const WIDTH = 80;
const LABEL = 10;
const INDENT = 2 + 7 + LABEL;

/** Paints a text; the identity when colours are off. */
export type Paint = (text: string) => string;

/** Lines of at most 80 columns, with colours and a line that is rewritten where the output allows it. */
export class Terminal {
  readonly colours: ReturnType<typeof createColors>;
  private liveShown = false;

  constructor(private readonly options: TerminalOptions) {
    this.colours = createColors(options.colour);
  }

  /** A paragraph. */
  say(text: string, paint: Paint = String): void {
    for (const line of wrap(text, WIDTH)) this.line(paint(line));
  }

  /** A heading with an empty line before it. */
  heading(text: string): void {
    this.line('');
    this.say(text, this.colours.bold);
  }

  /** An explanation, set apart from what happens. */
  explain(text: string): void {
    for (const line of wrap(text, WIDTH - 4)) this.line(`  ${this.colours.cyan(`│ ${line}`)}`);
  }

  /** What happened at a time: time, label, text. Long text goes on below its beginning. */
  row(at: number, label: string, text: string, paint: Paint = String): void {
    const time = this.colours.dim(clockTime(at).padStart(5));
    const [first = '', ...rest] = wrap(text, WIDTH - INDENT);
    this.line(`  ${time}  ${this.colours.dim(label.slice(0, LABEL - 1).padEnd(LABEL))}${paint(first)}`);
    for (const line of rest) this.line(' '.repeat(INDENT) + paint(line));
  }

  /** As `row` for a text that fits and is painted already. */
  paintedRow(at: number, label: string, text: string): void {
    const time = this.colours.dim(clockTime(at).padStart(5));
    this.line(`  ${time}  ${this.colours.dim(label.padEnd(LABEL))}${text}`);
  }

  /** One line as it is. */
  line(text: string): void {
    this.clearLive();
    this.options.write(`${text}\n`);
  }

  /** Text that the next line replaces; nothing in a log file. */
  live(text: string): void {
    if (!this.options.live) return;
    this.options.write(`\r\u001b[K${text.slice(0, WIDTH - 1)}`);
    this.liveShown = true;
  }

  /** Takes the rewritten line away. */
  clearLive(): void {
    if (this.liveShown) this.options.write('\r\u001b[K');
    this.liveShown = false;
  }
}
