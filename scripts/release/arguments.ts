import { serviceNames } from '../bundle';
import { CommandError } from './command';

/**
 * The one service that a script was called with.
 * @throws CommandError with exit code 2 when there is none, more than one, or no such service
 */
export function requireService(args: readonly string[], script: string): string {
  const [service, ...rest] = args;
  const services = serviceNames();
  if (service !== undefined && rest.length === 0 && services.includes(service)) return service;
  const got = args.length === 0 ? 'no service' : args.join(' ');
  throw new CommandError(`got ${got}; usage: npm run ${script} -- ${services.join('|')}`, 2);
}

/** Runs a script's work; a failure of a command is one line on standard error and its exit code. */
export async function runScript(work: (args: readonly string[]) => Promise<void>): Promise<void> {
  try {
    await work(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}
