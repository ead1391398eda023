import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { ListenerModel, RuleCondition } from '../../model';
import { watchLateness, type Lateness } from '../lateness';
import { listenOnLoopback, type Loopback } from '../loopback';
import type { BalancerMetrics, Served } from './metrics';
import { createRoute, matchesRule, type Forward, type Route } from './route';
import type { Target, TargetGroup } from './target-group';
import { traceHeader } from './trace-header';

/** A listener of the balancer: a real HTTP server that forwards to real processes. Its default action is a route. */
export interface Listener extends Loopback, Omit<Route, 'pick'> {
  readonly model: ListenerModel;
  /** Its rules, in the order in which they are tried. */
  readonly rules: readonly Route[];
}

/** What `startListener` needs. */
export interface ListenerProps {
  readonly model: ListenerModel;
  readonly forward: Forward;
  readonly rules?: readonly { readonly route: Route; readonly conditions: readonly RuleCondition[] }[];
  readonly metrics: BalancerMetrics;
  /**
   * Wall milliseconds without a byte from the target after which the balancer gives it up.
   * @default 60 s, as on AWS
   */
  readonly idleTimeoutMs?: number;
}

/** A request with this header is the load's; its answer tells there the label of the group and the version. */
export const LOAD_HEADER = 'x-rehearsal-load';

/** The idle timeout of AWS, in milliseconds. */
const IDLE_TIMEOUT_MS = 60_000;

/** Opens a listener on a free port of the loopback interface; HTTPS listeners speak HTTP here. */
export async function startListener(props: ListenerProps): Promise<Listener> {
  const { model, metrics, rules = [] } = props;
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const lateness = watchLateness();
  const byDefault = createRoute(model.arn, props.forward);
  const server = createServer((request, response) => {
    const rule = rules.find(({ conditions }) => matchesRule(conditions, request));
    const group = (rule?.route ?? byDefault).pick();
    if (rule === undefined && group === undefined && model.fixedStatus !== undefined) {
      response.writeHead(model.fixedStatus, { server: 'awselb/2.0' }).end();
      return;
    }
    proxy({
      request,
      response,
      group,
      target: group?.pick(),
      agent,
      lateness,
      listener: model,
      idleTimeoutMs: props.idleTimeoutMs ?? IDLE_TIMEOUT_MS,
      done: (served) => metrics.served({ ...served, load: request.headers[LOAD_HEADER] !== undefined }),
    });
  });
  server.keepAliveTimeout = IDLE_TIMEOUT_MS;
  const loopback = await listenOnLoopback(server);
  return {
    model,
    ...byDefault,
    rules: rules.map(({ route }) => route),
    port: loopback.port,
    close: async () => {
      lateness.stop();
      agent.destroy();
      await loopback.close();
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly group: TargetGroup | undefined;
  readonly target: Target | undefined;
  readonly agent: Agent;
  readonly lateness: Lateness;
  readonly listener: ListenerModel;
  readonly idleTimeoutMs: number;
  readonly done: (served: Omit<Served, 'load'>) => void;
}

function proxy(exchange: Exchange): void {
  const { request, response, target } = exchange;
  if (target === undefined) {
    answer(exchange, 503);
    return;
  }
  target.inFlight += 1;
  response.once('close', () => (target.inFlight -= 1));
  send(exchange, target, !hasBody(request));
}

function send(exchange: Exchange, target: Target, mayRepeat: boolean): void {
  const { request, response, group, agent, lateness, done } = exchange;
  const seconds = stopwatch(lateness);
  const upstream = httpRequest({
    host: '127.0.0.1',
    port: target.port,
    method: request.method,
    path: request.url,
    headers: forwardedHeaders(exchange),
    agent,
    timeout: exchange.idleTimeoutMs,
  });
  upstream.once('response', (incoming) => {
    const status = incoming.statusCode ?? 502;
    done({
      ...(group && { group }),
      status,
      by: 'target',
      targetSeconds: seconds(),
    });
    response.writeHead(status, incoming.statusMessage, {
      ...withoutHops(incoming.headers),
      ...attribution(exchange),
    });
    incoming.pipe(response);
    incoming.once('error', () => response.destroy());
  });
  upstream.once('timeout', () => {
    if (!response.headersSent) answer(exchange, 504);
    upstream.destroy();
  });
  upstream.once('error', ({ syscall }: NodeJS.ErrnoException) => {
    if (response.headersSent || response.destroyed) response.destroy();
    // The target closed an idle connection just as it was used again: nothing was lost, so ask once more.
    else if (mayRepeat && upstream.reusedSocket) send(exchange, target, false);
    else answer(exchange, 502, syscall === 'connect');
  });
  response.once('close', () => upstream.destroy());
  request.pipe(upstream);
}

/** Seconds since now, less what this process itself was late: that is the laptop's time, not the target's. */
function stopwatch(lateness: Lateness): () => number {
  const startedAt = performance.now();
  const lateAtStart = lateness.total();
  return () => Math.max(0, performance.now() - startedAt - (lateness.total() - lateAtStart)) / 1000;
}

function answer(exchange: Exchange, status: 502 | 503 | 504, refused = false): void {
  const { response, group, done } = exchange;
  done({ ...(group && { group }), status, by: 'balancer', refused });
  response.writeHead(status, {
    'content-type': 'text/plain',
    server: 'awselb/2.0',
    ...attribution(exchange),
  });
  response.end(`${status}\n`);
}

function attribution({ request, group, target }: Exchange): Record<string, string> {
  if (request.headers[LOAD_HEADER] === undefined) return {};
  return { [LOAD_HEADER]: `${group?.model.label ?? 'none'} ${target?.version ?? 'none'}` };
}

function forwardedHeaders({ request, listener }: Exchange): Record<string, string | string[] | undefined> {
  const client = request.socket.remoteAddress ?? '127.0.0.1';
  const before = request.headers['x-forwarded-for'];
  return {
    ...withoutHops(request.headers, LOAD_HEADER),
    'x-amzn-trace-id': traceHeader(request.headers['x-amzn-trace-id']?.toString()),
    'x-forwarded-for': before === undefined ? client : `${String(before)}, ${client}`,
    'x-forwarded-proto': listener.protocol.toLowerCase(),
    'x-forwarded-port': String(listener.port),
  };
}

const HOPS = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'upgrade',
];

/** Headers without those that hold for one connection only, and without the named one. */
function withoutHops(headers: IncomingMessage['headers'], except?: string): IncomingMessage['headers'] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== except && !HOPS.includes(name)),
  );
}

function hasBody(request: IncomingMessage): boolean {
  return (
    request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined
  );
}
