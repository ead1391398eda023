import { performance } from 'node:perf_hooks';
import { bundleServices } from '../../scripts/bundle';
import type { Row } from '../row';
import { interleaved } from '../statistics';
import type { Workshop } from '../workshop';
import { startCollector, type Collector } from './collector';
import { freePort, startService, untilReady } from './service-process';

const ROUNDS = 7;

/** From the start of the process until it wants traffic, with tracing on; the slowest service counts. */
export const startTime: Row = {
  name: 'start',
  what: 'service start to ready',
  unit: 'ms',
  goal: { kind: 'at most', value: 400 },
  async measure(workshop) {
    const collector = await startCollector();
    try {
      const bundles = await bundleServices([], workshop.directory());
      const measures = bundles.map(({ service, file }) => [
        service,
        () => millisecondsToReady(workshop, file, collector),
      ]);
      const found = await interleaved(
        ROUNDS,
        Object.fromEntries(measures) as Record<string, () => Promise<number>>,
      );
      const detail = Object.entries(found).map(([service, ms]) => `${service} ${Math.round(ms)} ms`);
      return { value: Math.max(...Object.values(found)), detail: detail.join(', ') };
    } finally {
      collector.close();
    }
  },
};

async function millisecondsToReady(workshop: Workshop, file: string, collector: Collector): Promise<number> {
  const port = await freePort();
  const began = performance.now();
  const child = startService(workshop, { file, port, collector: collector.url });
  try {
    await untilReady(child, port);
    return performance.now() - began;
  } finally {
    await workshop.end(child);
  }
}
