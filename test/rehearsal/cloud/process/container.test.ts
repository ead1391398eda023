import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { probe } from '../../../../rehearsal/cloud/balancer/probe';
import { nodeArguments, startContainer, type Container } from '../../../../rehearsal/cloud/process/container';
import { runHealthCommand } from '../../../../rehearsal/cloud/process/health-command';
import { startMetadataEndpoint } from '../../../../rehearsal/cloud/process/metadata';
import { RUN } from '../../../../rehearsal/run-mark';
import { ask, askJson } from '../support/http';
import { testImage } from '../support/images';

jest.setTimeout(30_000);

const running: Container[] = [];

function start(environment: Readonly<Record<string, string>> = {}, memoryMiB = 0): Container {
  const container = startContainer({
    image: testImage('test:1'),
    environment: { PORT: '8080', ...environment },
    containerPort: 8080,
    memoryMiB,
    onLine: () => undefined,
  });
  running.push(container);
  return container;
}

afterEach(async () => {
  for (const container of running.splice(0)) {
    container.kill();
    await container.exited;
  }
});

test("containers listen on the same port without getting in each other's way", async () => {
  const ports = await Promise.all([start().listening, start().listening, start().listening]);
  expect(new Set(ports).size).toBe(3);
  for (const port of ports) expect(await probe(port, '/ready', 5000)).toBe(200);
});

test('a container sees its own environment only', async () => {
  const port = await start({ FLAG: 'on' }).listening;
  expect(await askJson(`http://127.0.0.1:${port}/env`)).toEqual({
    PORT: '8080',
    FLAG: 'on',
    REHEARSAL_RUN: RUN,
  });
});

test('a stopped container answers what it has begun, then ends by itself', async () => {
  const container = start();
  const port = await container.listening;
  const answer = ask(`http://127.0.0.1:${port}/`, { 'x-wait-ms': '300' });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const exit = container.stop(10_000);
  expect((await answer).status).toBe(200);
  expect(await exit).toEqual({ code: 0, signal: null });
});

test('a container that ignores SIGTERM is killed after its time', async () => {
  const container = start({ DRAIN_SECONDS: '60' });
  await container.listening;
  expect(await container.stop(200)).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a container that crashes tells why', async () => {
  const container = start({ FAULTS: 'crash-on-boot' });
  expect(await container.exited).toEqual({ code: 1, signal: null });
  expect(container.lastErrors()).toEqual(['planted fault: crash on boot']);
});

test('a container that takes more memory than it has is killed', async () => {
  const container = start({}, 1);
  expect(await container.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(container.lastErrors()).toEqual(['OutOfMemoryError: Container killed due to memory usage']);
});

test('a container ends when the process that started it is killed', async () => {
  const host = spawn(process.execPath, ['--import', 'tsx', require.resolve('../fixtures/host.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = (await once(host.stdout, 'data')) as [Buffer];
  const port = Number(output.toString());
  expect(await probe(port, '/ready', 5000)).toBe(200);
  host.kill('SIGKILL');
  await once(host, 'exit');
  for (let look = 0; look < 100 && (await probe(port, '/ready', 5000)) !== undefined; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await probe(port, '/ready', 5000)).toBeUndefined();
});

test('a health check is the exit status of its command, run where the container is reached', async () => {
  const port = await start().listening;
  const check = {
    environment: { PATH: process.env['PATH'] ?? '' },
    containerPort: 8080,
    port,
    timeoutMs: 10_000,
  };
  const get = `require('http').get('http://localhost:8080/ready', (r) => process.exit(r.statusCode === 200 ? 0 : 1))`;
  expect(await runHealthCommand({ ...check, command: ['CMD', 'node', '-e', get] })).toBe(true);
  expect(await runHealthCommand({ ...check, command: ['CMD-SHELL', 'exit 3'] })).toBe(false);
  expect(await runHealthCommand({ ...check, command: ['CMD', 'no-such-program'] })).toBe(false);
  expect(await runHealthCommand({ ...check, command: ['CMD-SHELL', 'sleep 20'], timeoutMs: 100 })).toBe(
    false,
  );
});

test('only Node.js programs are run', () => {
  const image = testImage('test:1');
  expect(nodeArguments(image, ['/usr/local/bin/node', '--max-old-space-size=64', '/server.js'])).toEqual([
    '--max-old-space-size=64',
    join(image.rootDirectory, 'server.js'),
  ]);
  expect(() => nodeArguments(image, ['python', 'app.py'])).toThrow(
    'image test:1: the command must begin with node',
  );
});

test('the metadata endpoint tells a task its image as the task definition has it', async () => {
  const metadata = await startMetadataEndpoint();
  const uri = metadata.publish('task1', {
    taskArn: 'arn:aws:ecs:eu-west-1:1:task/shop/task1',
    cluster: 'shop',
    family: 'catalog',
    revision: '2',
    containerName: 'app',
    image: 'repo@sha256:abc',
    digest: 'sha256:abc',
  });
  expect(await askJson(uri)).toMatchObject({
    Name: 'app',
    Image: 'repo@sha256:abc',
    ImageID: 'sha256:abc',
  });
  expect(await askJson(`${uri}/task`)).toMatchObject({ Family: 'catalog', Revision: '2' });
  metadata.withdraw('task1');
  expect((await ask(uri)).status).toBe(404);
  await metadata.close();
});
