import { Engine, findEngine } from '../../../../rehearsal/cloud/engine/engine';
import { startEngineContainer } from '../../../../rehearsal/cloud/engine/engine-container';
import { containerNetwork } from '../../../../rehearsal/cloud/engine/network';
import { UsageError } from '../../../../rehearsal/usage-error';
import { testImage } from '../support/images';
import { fakeEngine } from './fake-engine';

const recipe = {
  context: '/tree',
  dockerfile: '/tree/app/Dockerfile',
  buildArguments: { SERVICE: 'web', RELEASE_VERSION: '1' },
  target: 'last',
};
const image = { ...testImage('repo/web:1'), digest: `sha256:${'ab'.repeat(32)}`, recipe };
const props = {
  image,
  environment: { PATH: '/bin', FAULTS: 'error-rate=1' },
  containerPort: 8080,
  memoryMiB: 512,
};

describe('an engine', () => {
  it('builds an image by its Dockerfile, once for the same content', async () => {
    const { command, calls } = fakeEngine();
    const engine = new Engine(command, 'r1');
    const names = await Promise.all([engine.image(image), engine.image({ ...image })]);
    expect(names).toEqual(['rehearsal-r1:abababababab', 'rehearsal-r1:abababababab']);
    expect(calls()).toEqual([
      'build --file /tree/app/Dockerfile --build-arg SERVICE=web --build-arg RELEASE_VERSION=1 ' +
        '--target last --tag rehearsal-r1:abababababab /tree',
    ]);
  });

  it('says in one line why it cannot build', async () => {
    const { command } = fakeEngine(['build']);
    const built = new Engine(command, 'r1').image(image);
    await expect(built).rejects.toThrow(UsageError);
    await expect(built).rejects.toThrow(/cannot build \/tree\/app\/Dockerfile: no space left$/);
  });

  it('removes the containers and images of its rehearsal, and no others', async () => {
    const { command, calls } = fakeEngine();
    const engine = new Engine(command, 'r1');
    await engine.image(image);
    await engine.clear();
    expect(calls().slice(1)).toEqual([
      'ps --all --quiet --filter label=rehearsal=r1',
      'rm --force c1',
      'rmi --force rehearsal-r1:abababababab',
    ]);
  });

  it('is the first that answers; in one line, none', async () => {
    const [dead, live] = [fakeEngine(['ps']).command, fakeEngine().command];
    expect(await findEngine(['/no/such/engine', dead, live])).toBe(live);
    const none = findEngine(['/no/such/engine', dead]);
    await expect(none).rejects.toThrow(UsageError);
    await expect(none).rejects.toThrow(`no container engine answers (asked: /no/such/engine, ${dead})`);
  });
});

describe('a container', () => {
  it('is named, labelled and locked up, and tells its output and its end', async () => {
    const { command, calls } = fakeEngine();
    const lines: string[] = [];
    const container = startEngineContainer(new Engine(command, 'r1'), {
      ...props,
      onLine: (stream, line) => lines.push(`${stream} ${line}`),
    });
    expect(await container.listening).toBeGreaterThan(0);
    container.kill();
    expect(await container.exited).toEqual({ code: 137, signal: null });
    expect(lines.sort()).toEqual(['stderr problem', 'stdout out']);
    expect(container.lastErrors()).toEqual(['problem']);
    const run = calls().find((call) => call.startsWith('run')) ?? '';
    const [, name = ''] = /--name (rehearsal-r1-\w{12}) /.exec(run) ?? [];
    for (const words of ['--rm', '--label rehearsal=r1', '--read-only', '--cap-drop ALL', '--memory 512m'])
      expect(run).toContain(words);
    expect(run).toContain('--env FAULTS=error-rate=1');
    expect(run).not.toContain('PATH=');
    expect(run.endsWith('rehearsal-r1:abababababab')).toBe(true);
    expect(calls()).toContain(`kill ${name}`);
  });

  it('gets its time to end, in whole seconds', async () => {
    const { command, calls } = fakeEngine();
    const container = startEngineContainer(new Engine(command, 'r1'), { ...props, onLine: () => undefined });
    await container.listening;
    await container.stop(1200);
    expect(calls().find((call) => call.startsWith('stop'))).toMatch(/^stop -t 2 rehearsal-r1-/);
  });

  it('whose image cannot be built has ended, with the reason', async () => {
    const { command } = fakeEngine(['build']);
    const container = startEngineContainer(new Engine(command, 'r1'), { ...props, onLine: () => undefined });
    expect(await container.exited).toEqual({ code: null, signal: null });
    expect(container.lastErrors()[0]).toContain('no space left');
  });

  it('that was killed before it began never begins', async () => {
    const { command, calls } = fakeEngine();
    const container = startEngineContainer(new Engine(command, 'r1'), { ...props, onLine: () => undefined });
    container.kill();
    expect(await container.exited).toEqual({ code: null, signal: null });
    expect(calls().some((call) => call.startsWith('run'))).toBe(false);
  });
});

describe('the network of a container', () => {
  const environment = { PATH: '/bin', URL: 'http://127.0.0.1:9001/x', PORT: '8080' };

  it('is that of the machine on Linux, with a port of its own on the loopback interface', async () => {
    const { words, environment: inside, port } = await containerNetwork(environment, 8080, 'linux');
    expect(words).toEqual(['--network', 'host']);
    expect(port).toBeGreaterThan(1023);
    expect(inside).toEqual({
      URL: environment.URL,
      PORT: String(port),
      BIND_ADDRESS: '127.0.0.1',
    });
  });

  it('is its own on Linux when no other service is on this machine, so a program with a fixed port can run twice', async () => {
    const aws = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9001',
      ECS_CONTAINER_METADATA_URI_V4: 'http://127.0.0.1:9002/v4/a',
    };
    const network = await containerNetwork({ PATH: '/bin', FLAG: 'on', ...aws }, 3000, 'linux');
    expect(network).toEqual({
      words: ['--publish', '127.0.0.1::3000'],
      environment: { FLAG: 'on', ...aws },
    });
  });

  it('is its own elsewhere: the port is published, the machine has a name', async () => {
    const network = await containerNetwork(environment, 8080, 'darwin');
    expect(network).toEqual({
      words: ['--publish', '127.0.0.1::8080'],
      environment: { URL: 'http://host.docker.internal:9001/x', PORT: '8080' },
    });
  });
});
