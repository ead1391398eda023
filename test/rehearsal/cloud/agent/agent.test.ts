import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { AGENT_URLS } from '../../../../app/shared/contract';
import { agentClient } from '../../../../app/shared/sampling/sampling-client';
import { startAgent, type Agent } from '../../../../rehearsal/cloud/agent/agent';
import { rewriteOrigins } from '../../../../rehearsal/cloud/origins';

let agent: Agent;

beforeEach(async () => {
  agent = await startAgent([]);
});

afterEach(() => agent.close());

it('keeps the spans that a service exports, at the address that the task has for it', async () => {
  const span = {
    ...{ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), name: 'GET /', kind: 2 },
    ...{ startTimeUnixNano: '1790000000000000000', endTimeUnixNano: '1790000000002000000' },
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span, { name: 'odd' }] }] }] });
  const response = await fetch(`${rewriteOrigins(AGENT_URLS.otlp, agent.origins)}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  await expect(response.json()).resolves.toMatchObject({ partialSuccess: { rejectedSpans: 1 } });
  expect(agent.store.facts()).toMatchObject({ traces: 1, spans: { unknown: 1 } });
  expect(agent.origins.get('localhost:4318')).toBe(agent.origins.get('127.0.0.1:4318'));
});

it('answers the sampling questions of the services', async () => {
  const client = agentClient(rewriteOrigins(AGENT_URLS.sampling, agent.origins), '0'.repeat(24));
  await expect(client.rules()).resolves.toMatchObject([{ RuleName: 'Default' }]);
  const counts = { RequestCount: 3, SampledCount: 1, BorrowCount: 0 };
  await expect(client.targets([{ RuleName: 'Default', ...counts }])).resolves.toMatchObject({
    targets: [{ RuleName: 'Default', ReservoirQuota: 1 }],
  });
});

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** Status of the answer to a request that no service sends. */
function send({
  path = '/v1/traces',
  method = 'POST',
  headers = {},
  body = '',
}: Sent): Promise<number | undefined> {
  const url = path === '/v1/traces' ? AGENT_URLS.otlp : AGENT_URLS.sampling;
  return new Promise((resolve, reject) => {
    const type = { 'content-type': 'application/json' };
    const options = { method, headers: { ...type, ...headers } };
    httpRequest(rewriteOrigins(url, agent.origins) + path, options, (response) => {
      response.resume().once('end', () => resolve(response.statusCode));
    })
      .once('error', reject)
      .end(body);
  });
}

const TOO_LONG = 'x'.repeat(5_000_001);

it.each<[string, Sent, number]>([
  ['nothing of note', { body: '{}' }, 200],
  ['nothing of note, packed', { body: gzipSync('{}'), headers: { 'content-encoding': 'gzip' } }, 200],
  ['no JSON', { body: 'hello' }, 400],
  ['no export', { body: '{"resourceSpans":1}' }, 400],
  ['what is not packed', { body: '{}', headers: { 'content-encoding': 'gzip' } }, 400],
  ['the binary form', { body: 'x', headers: { 'content-type': 'application/x-protobuf' } }, 415],
  ['another packing', { body: '{}', headers: { 'content-encoding': 'br' } }, 415],
  ['too much', { body: TOO_LONG }, 413],
  [
    'too much, packed into little',
    { body: gzipSync(TOO_LONG), headers: { 'content-encoding': 'gzip' } },
    413,
  ],
  ['a question', { method: 'GET' }, 405],
  ['another path', { path: '/v1/metrics' }, 404],
  [
    'sampling statistics that are none',
    { path: '/SamplingTargets', body: '{"SamplingStatisticsDocuments":[1]}' },
    400,
  ],
  ['sampling statistics that are no JSON', { path: '/SamplingTargets', body: '{' }, 400],
])('answers a sender of %s and goes on', async (_what, sent, status) => {
  await expect(send(sent)).resolves.toBe(status);
  await expect(send({ body: '{}' })).resolves.toBe(200);
  expect(agent.store.facts().traces).toBe(0);
});
