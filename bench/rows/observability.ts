import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured, Row } from '../row';
import { interleaved } from '../statistics';
import type { Workshop } from '../workshop';
import { startCollector, type Collector } from './collector';
import { requestsPerSecond, startStorefront } from './storefront-load';

const ROUNDS = 5;

/** Requests per second of the storefront with traces and logs, to the same storefront with neither. */
export const observability: Row = {
  name: 'observability',
  what: 'storefront requests/s, telemetry on to off',
  unit: 'x',
  goal: { kind: 'at least', value: 0.7 },
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
  const on = await startStorefront(workshop, { directory, log, collector: collector.url });
  const off = await startStorefront(workshop, { directory });
  const measures = { on: () => requestsPerSecond(on.port), off: () => requestsPerSecond(off.port) };
  await interleaved(1, measures);
  const found = await interleaved(ROUNDS, measures);
  await Promise.all([workshop.end(on.child), workshop.end(off.child)]);
  if (collector.bytes() === 0) throw new Error('no trace arrived at the collector: tracing was off');
  if (statSync(log).size === 0) throw new Error('no line was written: logging was off');
  return {
    value: found.on / found.off,
    detail: `${Math.round(found.on)} to ${Math.round(found.off)} requests/s`,
  };
}
