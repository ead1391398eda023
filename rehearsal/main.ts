import { plainText } from '../app/shared/plain-text';
import { clearFolders, startKeeper } from './cli/keeper';
import { parseOptions } from './cli/options';
import { runCommand } from './cli/run-command';
import { Shutdown } from './cli/shutdown';
import { Terminal } from './cli/terminal';
import { tourCommand } from './cli/tour-command';
import { UsageError } from './usage-error';

/** Exit status for bad usage or configuration, and for errors of the rehearsal itself. */
const BAD_USAGE = 2;

async function main(words: readonly string[]): Promise<number> {
  const shutdown = new Shutdown();
  shutdown.listen();
  const giveUp = (error: unknown): void => {
    if (!shutdown.begun) process.stderr.write(`${describe(error)}\n`);
    void shutdown.end().finally(() => process.exit(BAD_USAGE));
  };
  process.on('uncaughtException', giveUp).on('unhandledRejection', giveUp);
  try {
    const options = parseOptions(words, process.env.INIT_CWD ?? process.cwd());
    if (options === undefined) return 0;
    clearFolders();
    startKeeper();
    const output = options.json ? process.stderr : process.stdout;
    const live = output.isTTY;
    const colour = live && process.env.NO_COLOR === undefined && process.env.TERM !== 'dumb';
    const write = (text: string): void => void output.write(text);
    const print = (line: string): void => void process.stdout.write(`${line}\n`);
    const terminal = new Terminal({ write, colour, live });
    const command = options.command === 'tour' ? tourCommand : runCommand;
    return await command(options, { terminal, shutdown, project: process.cwd(), print });
  } catch (error) {
    if (shutdown.begun) return await new Promise(() => undefined);
    process.stderr.write(`${describe(error)}\n`);
    return BAD_USAGE;
  } finally {
    await shutdown.end();
  }
}

/** One line; the stack only with DEBUG=1 and only for an error of the rehearsal itself. */
function describe(error: unknown): string {
  if (error instanceof UsageError) return plainText(error.message);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (process.env.DEBUG === '1') return stack;
  return `rehearsal: ${plainText(stack).split('\n')[0] ?? ''} (DEBUG=1 shows more)`;
}

void main(process.argv.slice(2))
  .then(flush)
  .then((status) => process.exit(status));

/** Waits until the output is written: a pipe may still hold the last lines. */
async function flush(status: number): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => void stream.write('', () => resolve()));
  }
  return status;
}
