import { createServer } from 'node:net';
import { ENV } from '../../../app/shared/contract';
import { listenOnLoopback } from '../loopback';

/** How a container reaches this machine and this machine reaches it. */
export interface ContainerNetwork {
  /** Words for `run`. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Port on this machine; absent: the engine chooses one and tells it afterwards. */
  readonly port?: number;
}

/** Name by which engines in a virtual machine know the computer that they run on. */
const HOST = 'host.docker.internal';

/**
 * On Linux a container shares the network of the machine, so it reaches the stand-ins, which listen on the loopback
 * interface only, and gets a free port of it. Elsewhere the engine runs in a virtual machine: the port is published,
 * and the stand-ins are reached by the name of the computer.
 */
export async function containerNetwork(
  environment: Readonly<Record<string, string>>,
  containerPort: number,
  platform: NodeJS.Platform = process.platform,
): Promise<ContainerNetwork> {
  // The path of this machine means nothing in a container.
  const inside = Object.fromEntries(Object.entries(environment).filter(([name]) => name !== 'PATH'));
  if (platform === 'linux') {
    const port = await freePort();
    const own = { [ENV.port]: String(port), [ENV.bindAddress]: '127.0.0.1' };
    return { words: ['--network', 'host'], environment: { ...inside, ...own }, port };
  }
  const reached = Object.entries(inside).map(([name, value]) => [
    name,
    value.replace(/\b127\.0\.0\.1(?=:\d)/g, HOST),
  ]);
  return {
    words: ['--publish', `127.0.0.1::${containerPort}`],
    environment: Object.fromEntries(reached) as Record<string, string>,
  };
}

async function freePort(): Promise<number> {
  const loopback = await listenOnLoopback(createServer());
  await loopback.close();
  return loopback.port;
}
