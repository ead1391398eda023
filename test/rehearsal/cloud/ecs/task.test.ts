import { createTargetGroup } from '../../../../rehearsal/cloud/balancer/target-group';
import { Task } from '../../../../rehearsal/cloud/ecs/task';
import type { EmfValue } from '../../../../rehearsal/cloud/process/emf';
import { runHealthCommand } from '../../../../rehearsal/cloud/process/health-command';
import type { TaskModel } from '../../../../rehearsal/model';
import type { Boot, FakeContainer } from '../support/fake-containers';
import { catalog, testTargetGroup, testTask } from '../support/models';
import { createScene, type Scene } from '../support/scene';

jest.mock('../../../../rehearsal/cloud/process/container');
jest.mock('../../../../rehearsal/cloud/process/health-command');

const CHECK = {
  command: ['CMD', 'check'],
  intervalSeconds: 30,
  timeoutSeconds: 5,
  retries: 2,
  startPeriodSeconds: 0,
};
let scene: Scene;
const metrics: { service: string; version: string; values: readonly EmfValue[] }[] = [];

async function launch(changes: Partial<TaskModel> = {}, boot: Boot = 'listen'): Promise<Task> {
  scene = createScene(catalog, () => boot);
  metrics.length = 0;
  const task = new Task({
    service: catalog,
    definition: testTask('catalog', changes),
    groups: [scene.blue],
    name: scene.name,
    host: {
      ...scene.host,
      onMetrics: (service, version, values) => void metrics.push({ service, version, values }),
    },
  });
  await scene.clock.advance(1);
  return task;
}

function container(): FakeContainer {
  const [only] = scene.containers;
  if (only === undefined) throw new Error('no container was started');
  return only;
}

/** Statuses that were told, with their details. */
function told(): string[] {
  return scene.events.flatMap((event) =>
    event.type === 'task'
      ? [event.detail === undefined ? event.status : `${event.status}: ${event.detail}`]
      : [],
  );
}

function logged(): string[] {
  return scene.events.flatMap((event) => (event.type === 'log' ? [event.line] : []));
}

afterEach(() => scene.stop.abort());

test('a task without a check of its own is reached by its name and its group as soon as it runs', async () => {
  const task = await launch();
  expect(task.isReady()).toBe(true);
  expect([...scene.name.ports]).toEqual([...scene.blue.ports]);
  expect(scene.name.ports.size).toBe(1);
  expect(task.isReady()).toBe(true);
  expect(told()).toEqual(['starting', 'running', 'healthy']);
});

test('a task that hangs at the start is neither registered nor ready', async () => {
  const task = await launch({}, 'hang');
  expect(task).toMatchObject({ status: 'PENDING', stoppedReason: '' });
  expect(task.isReady()).toBe(false);
  expect(scene.blue.ports.size + scene.name.ports.size).toBe(0);
  container().open(5);
  await scene.clock.advance(1);
  expect(task.status).toBe('RUNNING');
  expect([...scene.blue.ports]).toEqual([5]);
});

test('its name answers only while its own check is passed', async () => {
  let passes = false;
  jest.mocked(runHealthCommand).mockImplementation(() => Promise.resolve(passes));
  const task = await launch({ healthCheck: CHECK });
  expect(task.isReady()).toBe(false);
  expect(scene.name.ports.size).toBe(0);
  passes = true;
  await scene.clock.advance(30);
  expect(task.isReady()).toBe(true);
  expect(scene.name.ports.size).toBe(1);
  passes = false;
  await scene.clock.advance(30);
  expect(task.unhealthyReason()).toBeUndefined();
  expect(scene.name.ports.size).toBe(1);
  await scene.clock.advance(30);
  expect(task.unhealthyReason()).toBe('Task failed container health checks');
  expect(scene.name.ports.size).toBe(0);
});

test('checks end with the task', async () => {
  const checks = jest.mocked(runHealthCommand).mockClear().mockResolvedValue(true);
  const task = await launch({ healthCheck: CHECK });
  await scene.clock.advance(60);
  expect(checks).toHaveBeenCalledTimes(3);
  await task.stop('enough');
  await scene.clock.advance(300);
  expect(checks).toHaveBeenCalledTimes(3);
});

test('a task that is stopped gets no traffic any more before its process ends', async () => {
  const task = await launch({ stopTimeoutSeconds: 120 });
  const stopping = task.stop('Scaling activity');
  expect(task).toMatchObject({ status: 'DEACTIVATING', stopRequested: true });
  expect(scene.blue.ports.size + scene.name.ports.size).toBe(0);
  expect(container().signals).toEqual([]);
  await Promise.all([stopping, task.stop('for another reason')]);
  expect(container().signals).toEqual(['SIGTERM, 10000 ms']);
  expect(task).toMatchObject({ status: 'STOPPED', stoppedReason: 'Scaling activity' });
  expect(told()).toEqual(['starting', 'running', 'stopping: Scaling activity', 'stopped: Scaling activity']);
});

test('the process lives until the requests under way are answered', async () => {
  scene = createScene(catalog);
  const group = createTargetGroup(testTargetGroup('slow'), scene.clock);
  const targets: ReturnType<typeof group.register>[] = [];
  const register: typeof group.register = (port, version) => {
    const target = group.register(port, version);
    targets.push(target);
    return target;
  };
  const groups = [{ ...group, register }];
  const definition = testTask('catalog');
  const task = new Task({ service: catalog, definition, groups, name: undefined, host: scene.host });
  await scene.clock.advance(1);
  const [target] = targets;
  if (target === undefined) throw new Error('the task did not register');
  target.inFlight = 1;
  const stopping = task.stop('Scaling activity');
  await scene.clock.advance(20);
  expect(container().signals).toEqual([]);
  target.inFlight = 0;
  await scene.clock.advance(5);
  await stopping;
  expect(container().signals).toHaveLength(1);
});

test.each([
  [{ code: 1, signal: null }, ['first', 'Error: no database'], 'exit code 1, Error: no database'],
  [{ code: 0, signal: null }, [], 'exit code 0'],
  [{ code: null, signal: 'SIGKILL' }, [], 'signal SIGKILL'],
  [{ code: null, signal: null }, ['spawn ENOENT'], 'exit code unknown, spawn ENOENT'],
] as const)('a process that ends with %j tells why', async (exit, errors, reason) => {
  const task = await launch();
  container().end(exit, ...errors);
  await scene.clock.advance(1);
  expect(task).toMatchObject({ status: 'STOPPED', stopRequested: false });
  expect(task.stoppedReason).toBe(`Essential container in task exited: ${reason}`);
  expect(scene.blue.ports.size + scene.name.ports.size).toBe(0);
  expect(scene.host.published.size).toBe(0);
});

test('what goes wrong before the process starts is told with the service', () => {
  scene = createScene(catalog);
  const publish = (): never => {
    throw new Error('no address');
  };
  const task = new Task({
    service: catalog,
    definition: testTask('catalog'),
    groups: [],
    name: undefined,
    host: { ...scene.host, metadata: { ...scene.host.metadata, publish } },
  });
  expect(task.stoppedReason).toBe('CannotStartContainerError: no address (service catalog)');
});

test('an image that nobody built stops the task before anything runs', async () => {
  const task = await launch({ image: 'catalog:unknown' });
  expect(task.stoppedReason).toBe('CannotPullContainerError: there is no image catalog:unknown');
  expect(task.version).toBe('unknown');
  expect(scene.containers).toEqual([]);
  await task.stop('too late');
  expect(told()).toEqual(['starting', `stopped: ${task.stoppedReason}`]);
});

test('the process gets its metadata address and its limits', async () => {
  const task = await launch({ memoryMiB: 256, command: ['node', '/other.js'] });
  const { props } = container();
  expect(props).toMatchObject({ memoryMiB: 256, command: ['node', '/other.js'], containerPort: 8080 });
  expect(props.environment).toMatchObject({
    ECS_CONTAINER_METADATA_URI_V4: `http://metadata/${task.id}/catalog:before`,
    AWS_ENDPOINT_URL: 'http://aws',
  });
  expect([...scene.host.published]).toEqual([task.id]);
});

test('metrics in the log are counted, errors are shown, both under the version', async () => {
  await launch();
  const { onLine } = container().props;
  const record = JSON.stringify({
    _aws: { CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions: [[]], Metrics: [{ Name: 'Requests' }] }] },
    Requests: 7,
  });
  onLine('stdout', record);
  onLine('stdout', '{"level":30,"msg":"fine"}');
  onLine('stderr', 'Error: boom');
  expect(metrics).toEqual([
    {
      service: 'catalog',
      version: 'before',
      values: [{ namespace: 'Shop', name: 'Requests', dimensions: {}, values: [7] }],
    },
  ]);
  expect(logged()).toEqual(['Error: boom']);
});

test('the same record on standard error is a line, not a metric', async () => {
  await launch();
  const line =
    '{"_aws":{"CloudWatchMetrics":[{"Namespace":"S","Dimensions":[[]],"Metrics":[{"Name":"R"}]}]},"R":1}';
  container().props.onLine('stderr', line);
  expect(metrics).toEqual([]);
  expect(logged()).toEqual([line]);
});
