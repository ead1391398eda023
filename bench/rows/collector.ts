import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CHECKOUT_PATH } from '../../app/shared/contract';

/** Rules as a real account has them: one path more than the others, one request a second and a share of the rest. */
const RULES = {
  SamplingRuleRecords: [
    {
      SamplingRule: {
        RuleName: 'checkout',
        Priority: 10,
        URLPath: CHECKOUT_PATH,
        FixedRate: 0.5,
        ReservoirSize: 5,
      },
    },
    { SamplingRule: { RuleName: 'others', Priority: 100, FixedRate: 0.05, ReservoirSize: 1 } },
  ],
};

/** A stand-in for the agent: takes traces and counts their bytes, and hands out sampling rules. */
export interface Collector {
  /** Base URL. */
  readonly url: string;
  /** Bytes of traces that have arrived. */
  bytes(): number;
  close(): void;
}

/** Starts a collector on a free port of this machine. */
export async function startCollector(): Promise<Collector> {
  let bytes = 0;
  const server = createServer((request, response) => {
    const isTrace = request.url === '/v1/traces';
    request.on('data', (part: Buffer) => (bytes += isTrace ? part.length : 0));
    request.on('end', () => {
      const answer = request.url === '/GetSamplingRules' ? RULES : {};
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bytes: () => bytes,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
