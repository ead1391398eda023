import type { Server } from 'node:net';

/** A server on a free port of the loopback interface. */
export interface Loopback {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on `127.0.0.1` and a port that the system chooses; `close` also ends open connections. */
export async function listenOnLoopback(server: Server): Promise<Loopback> {
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
