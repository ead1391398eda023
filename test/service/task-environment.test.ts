import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readConfig } from '../../app/shared/config';
import { ENV, urlVariable } from '../../app/shared/contract';
import { HEALTH_COMMAND, taskEnvironment } from '../../lib/service/task-environment';
import { testService } from '../shared/test-config';

const SANDBOX = { name: 'sandbox', disposable: true };

/** Runs the health command as ECS does, against a server that answers `status`; gives its exit status. */
async function healthStatus(status: number | 'closed'): Promise<number | null> {
  const paths: unknown[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url);
    response.writeHead(status === 'closed' ? 200 : status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  if (status === 'closed') await new Promise((resolve) => server.close(resolve));
  const [, program = '', ...args] = HEALTH_COMMAND;
  const code = await new Promise<number | null>((resolve) => {
    spawn(program, args, { env: { PATH: process.env.PATH, PORT: String(port) } }).on('exit', resolve);
  });
  server.close();
  expect(paths).toEqual(status === 'closed' ? [] : ['/health']);
  return code;
}

it.each([
  [200, 0],
  [503, 1],
  ['closed', 1],
] as const)('tells ECS from the answer %s of the process: exit %i', async (status, code) => {
  expect(await healthStatus(status)).toBe(code);
});

it.each([
  ['catalog', 'CATALOG_URL'],
  ['price-list', 'PRICE_LIST_URL'],
])('tells where %s is in %s', (service, variable) => {
  expect(urlVariable(service)).toBe(variable);
});

it.each(['production', 'prod', 'Production', 'live', 'eu', 'sandbox', 'local', 'staging'])(
  'lets no planted fault into the environment %s that is kept, whatever the image says',
  (name) => {
    const built = { [ENV.faults]: 'unhealthy', [ENV.faultsAllowed]: 'true', [ENV.environment]: 'local' };
    const task = {
      ...built,
      ...taskEnvironment('shop', { name, disposable: false }, testService('catalog')),
    };
    expect(() => readConfig(task, { service: 'catalog' })).toThrow(`planted faults are refused in ${name}`);
  },
);

it('lets planted faults into a disposable environment', () => {
  const task = taskEnvironment('shop', SANDBOX, testService('catalog'));
  const { faults } = readConfig({ ...task, [ENV.faults]: 'unhealthy' }, { service: 'catalog' });
  expect(faults.unhealthy).toBe(true);
});

it('gives no address to a service that calls nobody', () => {
  const names = Object.keys(taskEnvironment('shop', SANDBOX, testService('catalog')));
  expect(names.filter((name) => name.endsWith('_URL'))).toEqual([]);
});
