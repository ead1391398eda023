import { join } from 'node:path';
import type { Measured, Row } from '../row';
import type { Workshop } from '../workshop';
import { startCollector, type Collector } from './collector';
import { observedTo, startStorefront } from './storefront-load';

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
  return observedTo(workshop, { observed: on, other: off, collector, log });
}
