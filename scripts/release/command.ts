import { spawn } from 'node:child_process';

/** A command of another program failed or is missing; `exitCode` is what the script should end with. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
    /** What the command wrote, when it was captured. */
    readonly output = '',
  ) {
    super(message);
    this.name = 'CommandError';
  }
}

export interface CommandOptions {
  /** Text for standard input. */
  readonly input?: string;
  /** Variables on top of the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** True to return the output instead of showing it. */
  readonly capture?: boolean;
}

/**
 * Runs a program and waits for it.
 * @returns standard output without the last line break when captured, else an empty string
 * @throws CommandError with exit code 2 when the program is not installed, 1 when it fails
 */
export async function run(
  program: string,
  args: readonly string[],
  { input, environment = {}, capture = false }: CommandOptions = {},
): Promise<string> {
  const output = capture ? 'pipe' : 'inherit';
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', output, output],
  });
  const stdout: Buffer[] = [];
  const everything: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stdout?.on('data', (chunk: Buffer) => everything.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => everything.push(chunk));
  // A program that ends before it has read its input must not end this one.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  return new Promise<string>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(missing(program, error)));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(Buffer.concat(stdout).toString().trimEnd());
      else {
        const message = `${program} ${args[0] ?? ''} ended with ${signal ?? `exit code ${code}`}`;
        reject(new CommandError(message, 1, Buffer.concat(everything).toString()));
      }
    });
  });
}

function missing(program: string, error: NodeJS.ErrnoException): Error {
  if (error.code !== 'ENOENT') return error;
  return new CommandError(`${program} is not installed or not on the PATH; install it and try again`, 2);
}
