import type { ChildProcess } from 'node:child_process';
import { openSync } from 'node:fs';
import autocannon from 'autocannon';
import { PATHS } from '../../app/shared/contract';
import { bundleServices } from '../../scripts/bundle';
import type { Workshop } from '../workshop';
import { freePort, startService, untilReady } from './service-process';

const SECONDS = 3;

/** The answer of this route needs no catalog; it is traced and logged like any other. */
export const PATH = PATHS.version;

/** A server process that answers on a port of this machine. */
export interface Server {
  readonly child: ChildProcess;
  readonly port: number;
}

/** How the storefront is run. */
export interface StorefrontOptions {
  /** Where its bundle goes. */
  readonly directory: string;
  /** Path of the file that takes the log lines; without one nothing is logged. */
  readonly log?: string;
  /** Base URL of the agent; without one nothing is traced. */
  readonly collector?: string;
}

/** Bundles the storefront, starts it and waits until it is ready. */
export async function startStorefront(workshop: Workshop, options: StorefrontOptions): Promise<Server> {
  const { directory, log, collector } = options;
  const [bundle] = await bundleServices(['storefront'], directory);
  if (!bundle) throw new Error('there is no storefront to measure');
  const port = await freePort();
  const child = startService(workshop, {
    file: bundle.file,
    port,
    collector,
    log: log === undefined ? undefined : openSync(log, 'a'),
    silent: log === undefined,
  });
  await untilReady(child, port);
  return { child, port };
}

/** Requests per second that a server answers over 50 connections; throws when one of them fails. */
export async function requestsPerSecond(port: number): Promise<number> {
  const { requests, non2xx, errors } = await autocannon({
    url: `http://127.0.0.1:${port}${PATH}`,
    connections: 50,
    duration: SECONDS,
  });
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests failed`);
  return requests.average;
}
