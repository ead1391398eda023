import { setTimeout as delay } from 'node:timers/promises';
import { buildApp, type Service, type ServiceApp } from './build-app';
import { ConfigError, readConfig, type ServiceConfig } from './config';
import { readImage } from './identity';
import { LineBuffer } from './line-buffer';
import type { Tracing } from './tracing';

/** Milliseconds that requests in flight get after the drain before their connections are cut. */
const CLOSE_LIMIT_MS = 10_000;

/**
 * Runs a service until it is told to stop. SIGTERM drains it and ends with status 0;
 * SIGINT or a second SIGTERM ends it at once. A problem with the environment is one line and status 2.
 */
export async function runService(service: Service): Promise<void> {
  try {
    await start(service);
  } catch (error) {
    if (!isExpected(error)) throw error;
    process.stderr.write(`${service.name}: ${error.message}\n`);
    process.exit(2);
  }
}

async function start(service: Service): Promise<void> {
  const config = readConfig(process.env, { service: service.name, calls: service.calls });
  if (config.faults.crashOnBoot) throw new ConfigError('planted fault: crash-on-boot');
  const output = new LineBuffer(process.stdout);
  process.on('exit', () => output.flush());
  const [image, tracing] = await Promise.all([readImage(config.metadataUri), startTracing(config)]);
  const app = buildApp(service, { config, output, image, tracing });
  const metricsTimer = setInterval(() => app.flushMetrics(), config.metricsIntervalMs);
  stopOnSignals(app, config.drainMs, async () => {
    clearInterval(metricsTimer);
    app.flushMetrics();
    await tracing?.shutdown();
  });
  await app.server.listen({ port: config.port, host: config.host });
}

async function startTracing(config: ServiceConfig): Promise<Tracing | undefined> {
  if (config.otlpEndpoint === '') return undefined;
  // Loaded only when there is a collector, so that a service without one starts faster.
  // Dynamic imports follow the rules of ES modules, hence the extension.
  const { Tracing: Started } = await import('./tracing.js');
  return new Started(config);
}

function stopOnSignals(app: ServiceApp, drainMs: number, cleanUp: () => Promise<void>): void {
  let stopping = false;
  process.on('SIGINT', () => process.exit(130));
  process.on('SIGTERM', () => {
    if (stopping) process.exit(143);
    stopping = true;
    app.server.log.info({ drainMs }, 'draining');
    void stop(app, drainMs)
      .then(cleanUp)
      .then(() => process.exit(0));
  });
}

async function stop(app: ServiceApp, drainMs: number): Promise<void> {
  app.beginDrain();
  await delay(drainMs);
  const cut = setTimeout(() => app.server.server.closeAllConnections(), CLOSE_LIMIT_MS);
  await app.server.close();
  clearTimeout(cut);
  app.server.log.info('stopped');
}

/** Problems that the person who starts the service can fix, told without a stack trace. */
function isExpected(error: unknown): error is Error {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  return (
    error instanceof ConfigError || ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND'].includes(code)
  );
}
