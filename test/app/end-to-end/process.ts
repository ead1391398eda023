import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Line } from '../support';

/** A service that runs as its own process. */
export interface RunningService {
  /** Base URL; the port is any free one. */
  readonly url: string;
  readonly child: ChildProcess;
  /** What it has written to its log so far. */
  lines(): Line[];
  /** Exit code and signal. */
  readonly exited: Promise<unknown[]>;
}

/** How a process ended and what it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const BASE_ENV = {
  PATH: process.env['PATH'],
  PORT: '0',
  BIND_ADDRESS: '127.0.0.1',
  FAULTS_ALLOWED: 'true',
};

/** Starts a bundled service and waits until it listens. */
export async function startService(file: string, env: NodeJS.ProcessEnv): Promise<RunningService> {
  const child = spawn(process.execPath, [file], {
    env: { ...BASE_ENV, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const exited = once(child, 'exit');
  const lines = () =>
    text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const address = /Server listening at (http:[^"]+)/.exec(text)?.[1];
      if (address) resolve(address);
    });
    void exited.then(() => reject(new Error(`${file} ended before it listened: ${text}`)));
  });
  return { url, child, lines, exited };
}

/** Runs a service that is expected to end by itself. */
export async function runToEnd(file: string, env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, [file], { env: { ...BASE_ENV, ...env } });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (part: string) => (output.stdout += part));
  child.stderr.setEncoding('utf8').on('data', (part: string) => (output.stderr += part));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
}
