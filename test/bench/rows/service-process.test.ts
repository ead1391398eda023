import { request } from 'node:http';
import { agentClient } from '../../../app/shared/sampling/sampling-client';
import { startCollector } from '../../../bench/rows/collector';
import { freePort, untilReady } from '../../../bench/rows/service-process';
import { Workshop } from '../../../bench/workshop';

const workshop = new Workshop();

afterAll(() => workshop.close());

const SERVER = (port: number): string =>
  `require('http').createServer((q, s) => { s.statusCode = q.url === '/ready' ? 200 : 404; s.end(); }).listen(${port}, '127.0.0.1')`;

it('waits until the process answers the readiness check', async () => {
  const port = await freePort();
  const child = workshop.start(process.execPath, ['-e', SERVER(port)]);
  await untilReady(child, port);
  const { status } = await fetch(`http://127.0.0.1:${port}/ready`);
  await workshop.end(child);
  expect(status).toBe(200);
});

it('gives up when the process ends first', async () => {
  const child = workshop.start(process.execPath, ['-e', 'process.exitCode = 7'], { stdio: 'ignore' });
  await expect(untilReady(child, await freePort())).rejects.toThrow('the process ended with status 7');
});

it('counts the traces that arrive at the collector, and hands out sampling rules that a service can read', async () => {
  const collector = await startCollector();
  const status = await new Promise((resolve) => {
    request(`${collector.url}/v1/traces`, { method: 'POST' }, (response) =>
      resolve(response.resume().statusCode),
    ).end('twelve bytes');
  });
  const rules = await agentClient(collector.url, 'abc').rules();
  expect([status, collector.bytes()]).toEqual([200, 12]);
  expect(rules.map(({ RuleName }) => RuleName)).toEqual(['checkout', 'others']);
  collector.close();
});
