import type { ChildProcess } from 'node:child_process';
import { openSync, statSync } from 'node:fs';
import autocannon from 'autocannon';
import { PATHS } from '../../app/shared/contract';
import { bundleServices } from '../../scripts/bundle';
import type { Measured } from '../row';
import { interleaved } from '../statistics';
import type { Workshop } from '../workshop';
import type { Collector } from './collector';
import { freePort, startService, untilReady } from './service-process';

const SECONDS = 3;
const ROUNDS = 5;

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
async function requestsPerSecond(port: number): Promise<number> {
  const { requests, non2xx, errors } = await autocannon({
    url: `http://127.0.0.1:${port}${PATH}`,
    connections: 50,
    duration: SECONDS,
  });
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} requests failed`);
  return requests.average;
}

/** Two servers under the same load, of which the first must have been observed. */
export interface Compared {
  readonly observed: Server;
  readonly other: Server;
  /** What took the traces of the first. */
  readonly collector: Collector;
  /** Path of the file that took its log lines. */
  readonly log: string;
}

/**
 * Requests per second of an observed server, to those of another one; ends both.
 * @throws Error when no trace or no log line came: then something else was measured
 */
export async function observedTo(
  workshop: Workshop,
  { observed, other, collector, log }: Compared,
): Promise<Measured> {
  const measures = {
    observed: () => requestsPerSecond(observed.port),
    other: () => requestsPerSecond(other.port),
  };
  await interleaved(1, measures);
  const found = await interleaved(ROUNDS, measures);
  await Promise.all([workshop.end(observed.child), workshop.end(other.child)]);
  if (collector.bytes() === 0) throw new Error('no trace arrived at the collector: tracing was off');
  if (statSync(log).size === 0) throw new Error('no line was written: logging was off');
  return {
    value: found.observed / found.other,
    detail: `${Math.round(found.observed)} to ${Math.round(found.other)} requests/s`,
  };
}
