import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { createInterface } from 'node:readline';
import { RUN, RUN_ENV } from '../../run-mark';
import type { LocalImage } from '../types';

/** What a process left behind. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One running container: a child process with a port of its own. */
export interface Container {
  /** Resolves with the real port once the process listens on its container port; never when it ends first. */
  readonly listening: Promise<number>;
  readonly exited: Promise<Exit>;
  /** Port of the program itself, once it listens, where users come another way; absent: they come to `listening`. */
  readonly ownPort?: () => number | undefined;
  /** The last lines that it wrote to standard error, for the reason of a failure. */
  lastErrors(): readonly string[];
  /** Sends SIGTERM, and SIGKILL when the process still lives after `graceMs` on the wall. */
  stop(graceMs: number): Promise<Exit>;
  kill(): void;
}

/** What `startContainer` needs. */
export interface ContainerProps {
  readonly image: LocalImage;
  /** Overrides the command of the image. */
  readonly command?: readonly string[];
  /** The whole environment of the process; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly containerPort: number;
  /** The process is killed when it uses more; no limit when 0. */
  readonly memoryMiB: number;
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void;
}

/** Starts one container; what goes wrong later is told by `exited`. */
export type StartContainer = (props: ContainerProps) => Container;

const GUARD = require.resolve('./guard.js');

/** Starts the command of an image. Throws when the command is not a Node.js program. */
export function startContainer(props: ContainerProps): Container {
  const args = nodeArguments(props.image, props.command ?? props.image.command);
  // Its own process group, so that Ctrl-C reaches the rehearsal only, which then ends its tasks in order.
  const child = spawn(process.execPath, ['--require', GUARD, ...args], {
    cwd: realPath(props.image, props.image.workingDirectory),
    env: { ...props.environment, [RUN_ENV]: RUN, REHEARSAL_MEMORY_MIB: String(props.memoryMiB) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const errors: string[] = [];
  onLines(child, (stream, line) => {
    if (stream === 'stderr') errors.splice(0, Math.max(0, errors.push(line) - 5));
    props.onLine(stream, line);
  });
  const exited = whenExited(child, errors);
  return {
    listening: whenListening(child, props.containerPort),
    exited,
    lastErrors: () => errors,
    kill: () => void child.kill('SIGKILL'),
    stop: async (graceMs) => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
  };
}

/** Arguments for Node.js of an image's command, with paths inside the image made real. */
export function nodeArguments(image: LocalImage, command: readonly string[]): string[] {
  const [program, ...rest] = command;
  if (program === undefined || basename(program) !== 'node') {
    throw new Error(
      `image ${image.reference}: the command must begin with node, got ${JSON.stringify(command)}`,
    );
  }
  return rest.map((argument) => (isAbsolute(argument) ? realPath(image, argument) : argument));
}

function realPath(image: LocalImage, path: string): string {
  const inside = join(image.rootDirectory, path);
  return existsSync(inside) ? inside : path;
}

function onLines(child: ChildProcess, take: (stream: 'stdout' | 'stderr', line: string) => void): void {
  for (const name of ['stdout', 'stderr'] as const) {
    const stream = child[name];
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => take(name, line));
  }
}

function whenExited(child: ChildProcess, errors: string[]): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      errors.push(error.message);
      resolve({ code: null, signal: null });
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

function whenListening(child: ChildProcess, containerPort: number): Promise<number> {
  return new Promise((resolve) => {
    child.on('message', (message: { type?: string; requested?: number; port?: number }) => {
      if (message.type === 'listening' && message.requested === containerPort && message.port !== undefined) {
        resolve(message.port);
      }
    });
  });
}
