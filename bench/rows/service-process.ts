import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ENV, PATHS, urlVariable, XRAY_SAMPLER } from '../../app/shared/contract';
import type { Workshop } from '../workshop';

const POLL_MS = 3;
const LIMIT_MS = 15_000;

/** How a service process is run. */
export interface ServiceProcess {
  /** The bundle. */
  readonly file: string;
  readonly port: number;
  /** Base URL of the collector for its traces and of the sampling rules; without one it does not trace. */
  readonly collector?: string;
  /** Where its log lines go: a file descriptor, or nowhere. */
  readonly log?: number;
  /** Writes no lines at all; default false. */
  readonly silent?: boolean;
}

/** Starts a service the way its container does: Node and one file. */
export function startService(
  workshop: Workshop,
  { file, port, collector, log, silent = false }: ServiceProcess,
): ChildProcess {
  return workshop.start(process.execPath, [file], {
    stdio: ['ignore', log ?? 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      [ENV.port]: String(port),
      [ENV.bindAddress]: '127.0.0.1',
      [ENV.environment]: 'bench',
      // Nobody listens there: nothing that is measured asks the catalog.
      [urlVariable('catalog')]: 'http://127.0.0.1:1',
      ...(silent ? { [ENV.logLevel]: 'silent' } : {}),
      ...(collector === undefined ? {} : tracing(collector)),
    },
  });
}

function tracing(collector: string): NodeJS.ProcessEnv {
  return {
    [ENV.otlpEndpoint]: collector,
    [ENV.sampler]: XRAY_SAMPLER,
    [ENV.samplerArg]: `endpoint=${collector}`,
  };
}

/**
 * Waits until the process answers 200 to the readiness check.
 * @throws Error when it ends first or takes fifteen seconds
 */
export async function untilReady(
  child: ChildProcess,
  port: number,
  path: string = PATHS.ready,
): Promise<void> {
  const limit = Date.now() + LIMIT_MS;
  while ((await statusOf(port, path)) !== 200) {
    if (child.exitCode !== null) throw new Error(`the process ended with status ${child.exitCode}`);
    if (Date.now() > limit) throw new Error('the process did not become ready');
    await delay(POLL_MS);
  }
}

/** A port that is free at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function statusOf(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get({ port, path, host: '127.0.0.1', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', () => resolve(undefined));
  });
}
