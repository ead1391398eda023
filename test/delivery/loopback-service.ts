import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers one request; `count` is 1 for the first request to that path. */
export type Answerer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A service on 127.0.0.1 that answers as a test wants. */
export interface LoopbackService {
  readonly url: string;
  /** Requests so far, by path. */
  readonly requests: ReadonlyMap<string, number>;
  /** From now on requests are answered by `answerer`. */
  answer(answerer: Answerer): void;
  close(): Promise<void>;
}

/** Starts a service on a free port. */
export async function startService(answerer: Answerer): Promise<LoopbackService> {
  const requests = new Map<string, number>();
  let current = answerer;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const count = (requests.get(path) ?? 0) + 1;
    requests.set(path, count);
    current(request, response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    answer: (next) => {
      requests.clear();
      current = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers every request with `value` as JSON. */
export function json(value: unknown, status = 200): Answerer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
}
