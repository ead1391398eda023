import { join } from 'node:path';
import { build } from 'esbuild';
import type { Measured, Row } from '../row';
import type { Workshop } from '../workshop';
import { startCollector, type Collector } from './collector';
import { freePort, untilReady } from './service-process';
import { observedTo, PATH, startStorefront, type Server } from './storefront-load';

/** Set by the server itself for each answer. */
const OWN_HEADERS = new Set(['connection', 'date', 'keep-alive']);

/** Requests per second of the storefront with all that it does, to a bare server that sends the same bytes. */
export const throughput: Row = {
  name: 'throughput',
  what: 'storefront requests/s to bare node:http',
  unit: 'x',
  goal: { kind: 'at least', value: 0.5 },
  async measure(workshop) {
    const collector = await startCollector();
    try {
      return await compare(workshop, collector);
    } finally {
      collector.close();
    }
  },
};

async function compare(workshop: Workshop, collector: Collector): Promise<Measured> {
  const directory = workshop.directory();
  const log = join(directory, 'storefront.log');
  const service = await startStorefront(workshop, { directory, log, collector: collector.url });
  const bare = await startBare(workshop, directory, service.port);
  return observedTo(workshop, { observed: service, other: bare, collector, log });
}

/** Asks the storefront once and starts a server that answers just that. */
async function startBare(workshop: Workshop, directory: string, storefront: number): Promise<Server> {
  const response = await fetch(`http://127.0.0.1:${storefront}${PATH}`);
  const headers = Object.fromEntries([...response.headers].filter(([name]) => !OWN_HEADERS.has(name)));
  const answer = JSON.stringify({ headers, body: await response.text() });
  const file = join(directory, 'bare-server.js');
  await build({
    entryPoints: [require.resolve('../apps/bare-server')],
    outfile: file,
    platform: 'node',
    format: 'cjs',
  });
  const port = await freePort();
  const child = workshop.start(process.execPath, [file, String(port), answer], { stdio: 'ignore' });
  await untilReady(child, port);
  return { child, port };
}
