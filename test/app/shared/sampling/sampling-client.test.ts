import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { agentClient } from '../../../../app/shared/sampling/sampling-client';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function agent(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An agent that gives these answers one after the other and remembers what it was asked. */
async function answering(...answers: object[]) {
  const asked: { path: string | undefined; body: unknown }[] = [];
  const url = await agent((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      asked.push({ path: `${request.method} ${request.url}`, body: JSON.parse(text) });
      response.end(JSON.stringify(answers.shift() ?? {}));
    });
  });
  return { asked, client: agentClient(url, 'abc') };
}

test('rules are read page by page; what X-Ray leaves out fits everything', async () => {
  const first = {
    SamplingRuleRecords: [{ SamplingRule: { RuleName: 'a', Priority: 1, URLPath: '/a', FixedRate: 0.5 } }],
    NextToken: 'more',
  };
  const second = { SamplingRuleRecords: [{ SamplingRule: { RuleName: 'b' } }, { SamplingRule: {} }, null] };
  const { client, asked } = await answering(first, second);
  const rules = await client.rules();
  expect(
    rules.map(({ RuleName, Priority, URLPath, FixedRate }) => [RuleName, Priority, URLPath, FixedRate]),
  ).toEqual([
    ['a', 1, '/a', 0.5],
    ['b', 10_000, '*', 0],
  ]);
  expect(asked).toEqual([
    { path: 'POST /GetSamplingRules', body: {} },
    { path: 'POST /GetSamplingRules', body: { NextToken: 'more' } },
  ]);
});

test('targets are asked for with what was counted, in the name of this task', async () => {
  const { client, asked } = await answering({
    SamplingTargetDocuments: [
      { RuleName: 'a', FixedRate: 0.1, ReservoirQuota: 2, ReservoirQuotaTTL: 5, Interval: 10 },
      { RuleName: 'broken' },
    ],
    LastRuleModification: 1_530_920_505,
  });
  const counts = { RuleName: 'a', RequestCount: 9, SampledCount: 2, BorrowCount: 1 };
  expect(await client.targets([counts])).toEqual({
    targets: [{ RuleName: 'a', FixedRate: 0.1, ReservoirQuota: 2, ReservoirQuotaTTL: 5, Interval: 10 }],
    lastRuleModification: 1_530_920_505,
  });
  const Timestamp = expect.any(Number) as number;
  expect(asked).toEqual([
    {
      path: 'POST /SamplingTargets',
      body: { SamplingStatisticsDocuments: [{ ...counts, ClientID: 'abc', Timestamp }] },
    },
  ]);
});

test.each<[string, RegExp, RequestListener]>([
  ['refuses', /^the answer was 403$/, (_request, response) => response.writeHead(403).end('{}')],
  ['answers a page', /not valid JSON/, (_request, response) => response.end('<html>')],
  ['answers something else', /no SamplingRuleRecords/, (_request, response) => response.end('{"rules":[]}')],
  ['answers null', /no SamplingRuleRecords/, (_request, response) => response.end('null')],
  ['breaks off', /hang up|ECONNRESET/, (request) => request.socket.destroy()],
  ['goes on and on', /too long/, (_request, response) => response.end('x'.repeat(1_100_000))],
  ['hangs', /aborted/, () => undefined],
])('an agent that %s is an error, soon', async (_what, message, listener) => {
  const client = agentClient(await agent(listener), 'abc', 200);
  await expect(client.rules()).rejects.toThrow(message);
});

test('numbers that no rule can have are not believed, and long patterns not taken over', async () => {
  const rule = { RuleName: 'a', FixedRate: 0.5, ReservoirSize: 1 };
  const { client } = await answering({
    SamplingRuleRecords: [
      { SamplingRule: { ...rule, FixedRate: 7, ReservoirSize: -1, Priority: 'first' } },
      { SamplingRule: { ...rule, RuleName: 'b', URLPath: '*a'.repeat(300) } },
      { SamplingRule: { ...rule, RuleName: 'c', Attributes: { key: 'x'.repeat(501) } } },
    ],
  });
  expect(await client.rules()).toMatchObject([
    { RuleName: 'a', FixedRate: 0, ReservoirSize: 0, Priority: 10_000 },
  ]);
});

test('only so many rules are believed', async () => {
  const SamplingRuleRecords = Array.from({ length: 300 }, (_, index) => ({
    SamplingRule: { RuleName: `rule-${index}` },
  }));
  expect(await (await answering({ SamplingRuleRecords })).client.rules()).toHaveLength(200);
});

test('a target with a rate that no target can have is left out', async () => {
  const { client } = await answering({
    SamplingTargetDocuments: [
      { RuleName: 'a', FixedRate: 2 },
      { RuleName: 'b', FixedRate: 1, ReservoirQuota: -1, Interval: -5 },
    ],
    LastRuleModification: -1,
  });
  expect(await client.targets([])).toEqual({
    targets: [{ RuleName: 'b', FixedRate: 1 }],
    lastRuleModification: 0,
  });
});
