import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { AGENT_URLS } from '../../../app/shared/contract';
import type { SamplingRuleModel } from '../../sampling-rule-model';
import { MalformedExportError, parseExport } from '../../traces/otlp';
import { createTraceStore, type TraceStore } from '../../traces/trace-store';
import { listenOnLoopback } from '../loopback';
import { readJsonBody, RefusedBodyError } from './read-body';
import { createSampling, type Sampling } from './sampling';

/** The stand-in for the agent container: one for all tasks, with a port for spans and one for sampling rules. */
export interface Agent {
  readonly store: TraceStore;
  /** From the addresses inside a task to those on this machine, as `host:port`. */
  readonly origins: ReadonlyMap<string, string>;
  close(): Promise<void>;
}

/** An export has at most 5 MB at the endpoint of X-Ray; a request for sampling targets is far smaller. */
const MOST_BYTES = { export: 5_000_000, sampling: 100_000 };
/** Wall milliseconds that a sender has for its whole request. */
const PATIENCE_MS = 10_000;

/** What one path does with a body: the answer as an object. */
type Operation = (body: string) => object;

/** Opens both ports on the loopback interface. */
export async function startAgent(rules: readonly SamplingRuleModel[]): Promise<Agent> {
  const store = createTraceStore();
  const sampling = createSampling(rules);
  const [otlp, xray] = await Promise.all([
    serve(MOST_BYTES.export, { '/v1/traces': (body) => takeSpans(store, body) }),
    serve(MOST_BYTES.sampling, {
      '/GetSamplingRules': () => sampling.rules(),
      '/SamplingTargets': (body) => samplingTargets(sampling, body),
    }),
  ]);
  return {
    store,
    origins: new Map([...aliases(AGENT_URLS.otlp, otlp.port), ...aliases(AGENT_URLS.sampling, xray.port)]),
    close: async () => {
      await Promise.all([otlp.close(), xray.close()]);
    },
  };
}

function aliases(url: string, port: number): [string, string][] {
  const { hostname, port: inTask } = new URL(url);
  return [hostname, 'localhost'].map((host) => [`${host}:${inTask}`, `127.0.0.1:${port}`]);
}

function takeSpans(store: TraceStore, body: string): object {
  const { spans, rejected } = parseExport(body);
  store.add(spans);
  if (rejected === 0) return { partialSuccess: {} };
  return { partialSuccess: { rejectedSpans: rejected, errorMessage: 'not in the form of OTLP' } };
}

const statistics = z.object({
  SamplingStatisticsDocuments: z
    .array(z.object({ RuleName: z.string().max(100), ClientID: z.string().max(100) }))
    .max(25),
});

function samplingTargets(sampling: Sampling, body: string): object {
  let told: unknown;
  try {
    told = JSON.parse(body);
  } catch {
    throw new RefusedBodyError(400, 'the body is no JSON');
  }
  const parsed = statistics.safeParse(told);
  if (!parsed.success) throw new RefusedBodyError(400, 'the body is no GetSamplingTargets request');
  return sampling.targets(parsed.data.SamplingStatisticsDocuments);
}

function serve(mostBytes: number, operations: Readonly<Record<string, Operation>>) {
  const paths = new Map(Object.entries(operations));
  const server = createServer((request, response) => {
    const operation = paths.get((request.url ?? '').split('?')[0] ?? '');
    if (operation === undefined) return answer(response, 404, { message: 'there is nothing here' });
    if (request.method !== 'POST') return answer(response, 405, { message: 'only POST is understood' });
    void perform(request, response, operation, mostBytes);
  });
  server.requestTimeout = PATIENCE_MS;
  return listenOnLoopback(server);
}

async function perform(
  request: IncomingMessage,
  response: ServerResponse,
  operation: Operation,
  mostBytes: number,
): Promise<void> {
  try {
    answer(response, 200, operation(await readJsonBody(request, mostBytes)));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof MalformedExportError) answer(response, 400, { message });
    else if (error instanceof RefusedBodyError) answer(response, error.status, { message });
    // The sender is gone, or was cut off for being slow.
    else response.destroy();
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  // What is left of a refused body is not read, so the connection cannot be used again.
  const close = status === 200 ? {} : { connection: 'close' };
  response.writeHead(status, { 'content-type': 'application/json', ...close });
  response.end(JSON.stringify(body));
}
