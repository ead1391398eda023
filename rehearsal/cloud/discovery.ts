import { connect, createServer, type Socket } from 'node:net';
import { listenOnLoopback, type Loopback } from './loopback';
import type { Clock } from './types';

/** A private DNS name: a port on this machine that connects to one of the instances behind the name. */
export interface DiscoveryName extends Loopback {
  readonly hostname: string;
  register(port: number): void;
  deregister(port: number): void;
}

/**
 * Opens the name. A connection goes to an instance of the answer that a resolver would hold, which is up to
 * `ttlSeconds` old: a task that has gone is still tried until the answer expires.
 */
export async function startDiscoveryName(
  hostname: string,
  ttlSeconds: number,
  clock: Clock,
): Promise<DiscoveryName> {
  const instances = new Set<number>();
  const resolve = createResolver(() => [...instances], ttlSeconds, clock);
  let turn = 0;
  const server = createServer((client) => {
    const answer = resolve();
    turn += 1;
    const port = answer[turn % answer.length];
    if (port === undefined) client.destroy();
    else join(client, connect({ host: '127.0.0.1', port }));
  });
  const loopback = await listenOnLoopback(server);
  return {
    ...loopback,
    hostname,
    register: (port) => void instances.add(port),
    deregister: (port) => void instances.delete(port),
  };
}

/** A cached DNS answer: asked again when it is older than the TTL, and at once when it was empty. */
export function createResolver(
  ask: () => readonly number[],
  ttlSeconds: number,
  clock: Pick<Clock, 'now'>,
): () => readonly number[] {
  let answer: readonly number[] = [];
  let askedAt = -Infinity;
  return () => {
    if (answer.length === 0 || clock.now() - askedAt >= ttlSeconds) {
      answer = ask();
      askedAt = clock.now();
    }
    return answer;
  };
}

function join(client: Socket, instance: Socket): void {
  client.pipe(instance).pipe(client);
  client.once('error', () => instance.destroy());
  instance.once('error', () => client.destroy());
  client.once('close', () => instance.destroy());
  instance.once('close', () => client.destroy());
}
