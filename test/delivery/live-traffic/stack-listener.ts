import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One answer of a custom resource, as CloudFormation gets it. */
export interface Received {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Stands for the address that CloudFormation waits at for an answer. */
export interface StackListener {
  readonly url: string;
  /** HTTP status codes of the next answers; 200 when there are none. */
  readonly statuses: number[];
  /** What has come since the last call. */
  received(): Received[];
  close(): Promise<void>;
}

export async function startStackListener(): Promise<StackListener> {
  const answers: Received[] = [];
  const statuses: number[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as Received['body'];
      answers.push({ method: request.method, headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?signature=1`,
    statuses,
    received: () => answers.splice(0),
    close: () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections()),
  };
}
