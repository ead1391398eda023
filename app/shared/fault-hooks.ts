import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { errorDiffusion, type Faults } from './faults';
import { isPlatformPath } from './platform-paths';

const MEBIBYTE = 1024 * 1024;

/** Makes the planted faults felt on every path except health, readiness and identity. */
export function plantFaults(server: FastifyInstance, faults: Faults): void {
  const { errorRate, latencyMs, memoryLeakMb } = faults;
  if (errorRate === 0 && latencyMs === 0 && memoryLeakMb === 0) return;
  const failsNow = errorDiffusion(errorRate);
  const leaked: Buffer[] = [];
  server.addHook('onRequest', async (request) => {
    if (isPlatformPath(request.url)) return;
    // Filling the memory makes it resident; untouched pages would not count.
    if (memoryLeakMb > 0) leaked.push(Buffer.alloc(Math.ceil(memoryLeakMb * MEBIBYTE), 1));
    if (latencyMs > 0) await delay(latencyMs);
    if (failsNow()) throw new Error('planted fault: error-rate');
  });
}
