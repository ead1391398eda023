import { NO_FAULTS, type Faults } from '../../../../app/shared/faults';
import { probe } from '../../../../rehearsal/cloud/balancer/probe';
import { startContainer, type Container } from '../../../../rehearsal/cloud/process/container';
import { withFaultsAround } from '../../../../rehearsal/cloud/process/faulty-container';
import { ask } from '../support/http';
import { testImage } from '../support/images';

jest.setTimeout(30_000);

const running: Container[] = [];

function start(faults?: Partial<Faults>): Container {
  const container = withFaultsAround(startContainer)({
    image: { ...testImage('test:1'), ...(faults && { faultsAround: { ...NO_FAULTS, ...faults } }) },
    environment: { PORT: '8080' },
    containerPort: 8080,
    memoryMiB: 0,
    onLine: () => undefined,
  });
  running.push(container);
  return container;
}

const statuses = async (port: number, count: number): Promise<number[]> => {
  const found: number[] = [];
  for (let one = 0; one < count; one += 1) found.push((await ask(`http://127.0.0.1:${port}/`)).status);
  return found;
};

afterEach(async () => {
  for (const container of running.splice(0)) {
    container.kill();
    await container.exited;
  }
});

test('without a fault nothing stands between users and the container', async () => {
  const container = start();
  await container.listening;
  expect(container).not.toHaveProperty('ownPort');
});

test('a crash ends it before it listens, and says who did it', async () => {
  const container = start({ crashOnBoot: true });
  expect(await Promise.race([container.listening, container.exited])).toEqual({
    code: null,
    signal: 'SIGKILL',
  });
  expect(container.lastErrors()).toEqual(['the scenario ends it as it starts']);
});

test('users meet errors in the share that is asked for, and health checks do not', async () => {
  const container = start({ errorRate: 0.25 });
  const port = await container.listening;
  expect(await statuses(port, 8)).toEqual([200, 200, 200, 500, 200, 200, 200, 500]);
  const probes = await Promise.all([1, 2, 3, 4].map(async () => probe(port, '/ready', 5000)));
  expect(probes).toEqual([200, 200, 200, 200]);
});

test('users wait, and health checks do not', async () => {
  const port = await start({ latencyMs: 400 }).listening;
  const begin = performance.now();
  expect(await probe(port, '/ready', 5000)).toBe(200);
  expect(performance.now() - begin).toBeLessThan(400);
  expect(await statuses(port, 1)).toEqual([200]);
  expect(performance.now() - begin).toBeGreaterThan(400);
});

test('health checks of a load balancer are refused, users are served, and the container itself knows nothing', async () => {
  const container = start({ unhealthy: true });
  const port = await container.listening;
  expect(await probe(port, '/ready', 5000)).toBe(503);
  expect(await statuses(port, 1)).toEqual([200]);
  expect(await probe(container.ownPort?.() ?? 0, '/ready', 5000)).toBe(200);
});

test('its way in is closed when it has ended', async () => {
  const container = start({ errorRate: 1 });
  const port = await container.listening;
  await container.stop(1000);
  await new Promise(setImmediate);
  expect(await probe(port, '/ready', 5000)).toBeUndefined();
});
