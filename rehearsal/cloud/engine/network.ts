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
 * On Linux a container that is told addresses of this machine, other than those of AWS, shares its network: what stands
 * for other services listens on the loopback interface only. It gets a free port. The port of any other container is
 * published, so its program may listen where it likes. Elsewhere the engine runs in a virtual machine: every port is
 * published, and this machine has a name.
 */
export async function containerNetwork(
  environment: Readonly<Record<string, string>>,
  containerPort: number,
  platform: NodeJS.Platform = process.platform,
): Promise<ContainerNetwork> {
  // The path of this machine means nothing in a container.
  const inside = Object.fromEntries(Object.entries(environment).filter(([name]) => name !== 'PATH'));
  const publish = ['--publish', `127.0.0.1::${containerPort}`];
  if (platform === 'linux' && !needsMachine(inside)) return { words: publish, environment: inside };
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
    words: publish,
    environment: Object.fromEntries(reached) as Record<string, string>,
  };
}

function needsMachine(environment: Readonly<Record<string, string>>): boolean {
  return Object.entries(environment).some(
    ([name, value]) =>
      !name.startsWith('AWS_') && name !== ENV.metadataUri && /\b127\.0\.0\.1:\d/.test(value),
  );
}

async function freePort(): Promise<number> {
  const loopback = await listenOnLoopback(createServer());
  await loopback.close();
  return loopback.port;
}
