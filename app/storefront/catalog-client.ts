import { setTimeout as delay } from 'node:timers/promises';
import type { Attributes } from '@opentelemetry/api';
import type { FastifyRequest } from 'fastify';
import { Pool } from 'undici';
import type { Product } from '../catalog/products';
import { baggageOf } from '../shared/baggage';
import type { OutgoingCall } from '../shared/outgoing-call';
import { readLimited } from '../shared/read-limited';
import { writeAmazonTraceId } from '../shared/trace-headers';
import type { Tracing } from '../shared/tracing';
import { MAX_ANSWER_BYTES, readProduct, readProducts } from './catalog-answers';

/** The catalog did not give a usable answer in time: too late, too long, of another shape, or none. */
export class CatalogUnavailableError extends Error {
  /** The status that the visitor gets. */
  readonly statusCode = 503;
}

/** How to reach the catalog. */
export interface CatalogClientOptions {
  /** Base URL without a path. */
  readonly url: string;
  /** Makes a span for each call; left out when there is no collector. */
  readonly tracing?: Tracing;
  /** Planted fault: every call fails. */
  readonly failing?: boolean;
  /** Milliseconds for a whole call, retries included; default 2000. */
  readonly deadlineMs?: number;
}

/** What is asked: the route as the catalog writes it, and the path with its values. */
interface Target {
  readonly route: string;
  readonly path: string;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Name under which the catalog sends its own spans. */
const CATALOG = 'catalog';

/** Pauses before the second and third attempt, in milliseconds. */
const RETRY_PAUSES_MS = [50, 200];
/** Connections are replaced after this time, so that new tasks of the catalog get their share. */
const CONNECTION_LIFE_MS = 30_000;

/**
 * No connection could be made or it broke before an answer: safe to repeat, since every call is a GET.
 * DNS names a stopping task for some seconds after it has stopped listening.
 */
const CONNECTION_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Asks the catalog over a pool of kept-alive connections. */
export class CatalogClient {
  private readonly pool: Pool;
  private readonly deadlineMs: number;
  private readonly peer: Attributes;

  constructor(private readonly options: CatalogClientOptions) {
    this.deadlineMs = options.deadlineMs ?? 2_000;
    this.peer = peerAttributes(options.url);
    this.pool = new Pool(options.url, {
      connections: 16,
      connect: { timeout: 500 },
      clientTtl: CONNECTION_LIFE_MS,
    });
  }

  /**
   * All products.
   * @throws CatalogUnavailableError
   */
  async products(request: FastifyRequest): Promise<readonly Product[]> {
    const answer = await this.get({ route: '/products', path: '/products' }, request);
    return usable(answer, readProducts);
  }

  /**
   * One product; undefined when the catalog does not know it.
   * @throws CatalogUnavailableError
   */
  async product(id: string, request: FastifyRequest): Promise<Product | undefined> {
    const target = { route: '/products/:id', path: `/products/${encodeURIComponent(id)}` };
    const answer = await this.get(target, request);
    return answer.status === 404 ? undefined : usable(answer, (text) => readProduct(text, id));
  }

  /** Closes the connections once the calls under way are done. */
  async close(): Promise<void> {
    await this.pool.close();
  }

  private async get({ route, path }: Target, request: FastifyRequest): Promise<Answer> {
    const call = this.startCall(route, request);
    const headers = { ...call.headers, ...baggageOf(request.variant) };
    try {
      if (this.options.failing) throw new Error('planted fault: dependency-failure');
      const answer = await this.attempt(path, headers);
      call.end(answer.status);
      return answer;
    } catch (error) {
      call.fail(error as Error);
      throw new CatalogUnavailableError('the catalog cannot be reached', { cause: error });
    }
  }

  private startCall(route: string, request: FastifyRequest): OutgoingCall {
    const { tracing } = this.options;
    if (tracing && request.requestTrace) {
      const attributes = { ...this.peer, 'url.full': this.options.url + route };
      return tracing.call(request.requestTrace, { name: `GET ${route}`, attributes });
    }
    const headers = { 'x-amzn-trace-id': writeAmazonTraceId(request.id) };
    return { headers, end: () => undefined, fail: () => undefined };
  }

  private async attempt(path: string, headers: Record<string, string>): Promise<Answer> {
    const signal = AbortSignal.timeout(this.deadlineMs);
    for (let retry = 0; ; retry += 1) {
      try {
        const { statusCode, body } = await this.pool.request({ path, method: 'GET', headers, signal });
        return { status: statusCode, text: await readLimited(body, MAX_ANSWER_BYTES) };
      } catch (error) {
        const pause = RETRY_PAUSES_MS[retry];
        if (pause === undefined || !CONNECTION_ERRORS.has((error as NodeJS.ErrnoException).code ?? ''))
          throw error;
        await delay(pause, undefined, { signal });
      }
    }
  }
}

function usable<T>({ status, text }: Answer, read: (text: string) => T): T {
  if (status !== 200) throw new CatalogUnavailableError(`the catalog answered ${status}`);
  try {
    return read(text);
  } catch (cause) {
    throw new CatalogUnavailableError('the catalog gave no usable answer', { cause });
  }
}

/** X-Ray's map joins the two services by the name of the peer. */
function peerAttributes(url: string): Attributes {
  const { hostname, port } = new URL(url);
  return {
    'http.request.method': 'GET',
    'peer.service': CATALOG,
    'server.address': hostname,
    'server.port': Number(port || 80),
  };
}
