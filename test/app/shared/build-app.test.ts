import { buildApp, type Service } from '../../../app/shared/build-app';
import { PATHS } from '../../../app/shared/contract';
import { recorder, testConfig } from '../support';

const traceparent = '00-6b0256d45aef6a811c4041b8ea3b4559-00f067aa0ba902b7-00';

/** A service with a good route, a broken one and one that asks for what is not there. */
const probe: Service = {
  name: 'probe',
  register(app) {
    app.get('/work', () => ({ done: true }));
    app.get('/broken', () => {
      throw new Error('secret of the house');
    });
    app.get('/picky', () => {
      throw Object.assign(new Error('no such colour'), { statusCode: 400 });
    });
    return undefined;
  },
};

function setUp(env: NodeJS.ProcessEnv = {}) {
  const output = recorder();
  const config = testConfig({ RELEASE_VERSION: 'v7', ENVIRONMENT_NAME: 'sandbox', ...env }, 'probe');
  const app = buildApp(probe, { config, output, image: 'repository@sha256:0abc' });
  const status = async (url: string) => (await app.server.inject(url)).statusCode;
  return { ...app, output, status };
}

describe('what every service answers', () => {
  test('health and readiness', async () => {
    const { server, status } = setUp();
    expect((await server.inject(PATHS.health)).json()).toEqual({ status: 'ok' });
    expect((await server.inject(PATHS.ready)).json()).toEqual({ status: 'ready' });
    expect([await status(PATHS.health), await status(PATHS.ready)]).toEqual([200, 200]);
  });

  test('its identity, never cached', async () => {
    const response = await setUp().server.inject(PATHS.version);
    expect(response.json()).toEqual({
      service: 'probe',
      version: 'v7',
      image: 'repository@sha256:0abc',
      environment: 'sandbox',
    });
    expect(response.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    });
  });

  test('404 for what it does not know', async () => {
    const response = await setUp().server.inject('/nothing');
    expect([response.statusCode, response.json()]).toEqual([404, { error: 'not found', path: '/nothing' }]);
  });

  test('an error without its inside, with the trace to find it by', async () => {
    const { server, output } = setUp();
    const response = await server.inject({ url: '/broken', headers: { traceparent } });
    expect(response.statusCode).toBe(500);
    expect(response.json()).toEqual({ error: 'internal error', traceId: '6b0256d45aef6a811c4041b8ea3b4559' });
    const [line] = output.lines().filter(({ level }) => level === 'error');
    expect(line).toMatchObject({
      trace_id: '6b0256d45aef6a811c4041b8ea3b4559',
      err: { message: 'secret of the house' },
    });
  });

  test("an error that is the caller's keeps its status and message", async () => {
    const { server, output } = setUp();
    const response = await server.inject('/picky');
    expect([response.statusCode, response.json<{ error: string }>().error]).toEqual([400, 'no such colour']);
    expect(output.lines().filter(({ level }) => level !== 'info')).toEqual([]);
  });

  test("a body that is not JSON is the caller's error", async () => {
    const { server } = setUp();
    const headers = { 'content-type': 'application/json' };
    const response = await server.inject({ method: 'POST', url: '/work', headers, payload: '{' });
    expect(response.statusCode).toBe(400);
  });
});

describe('the log', () => {
  test('has one line for each request with its trace id', async () => {
    const { server, output } = setUp();
    await server.inject({ url: '/work?colour=blue', headers: { traceparent } });
    expect(output.lines()).toEqual([
      {
        level: 'info',
        time: expect.any(Number) as number,
        service: 'probe',
        version: 'v7',
        trace_id: '6b0256d45aef6a811c4041b8ea3b4559',
        method: 'GET',
        route: '/work',
        status: 200,
        ms: expect.any(Number) as number,
      },
    ]);
  });

  test('has a trace id of its own when the caller sends none', async () => {
    const { server, output } = setUp();
    await server.inject('/work');
    await server.inject('/work');
    const ids = output.lines().map((line) => line['trace_id']);
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(ids[0]).not.toEqual(ids[1]);
  });

  test('says nothing about health checks', async () => {
    const { status, output } = setUp();
    await status(PATHS.health);
    await status(PATHS.ready);
    expect(output.lines()).toEqual([]);
  });
});

describe('metrics', () => {
  test('count requests and errors but no health checks', async () => {
    const { status, output, flushMetrics } = setUp();
    await status('/work');
    await status('/broken');
    await status(PATHS.health);
    await status(PATHS.ready);
    flushMetrics();
    flushMetrics();
    const records = output.lines().filter((line) => '_aws' in line);
    expect(records).toEqual([
      expect.objectContaining({ Service: 'probe', Environment: 'sandbox', Requests: 2, Errors: 1 }),
    ]);
    expect(records[0]?.['Latency']).toHaveLength(2);
  });
});

describe('draining', () => {
  test('takes the service out of rotation while it goes on serving', async () => {
    const { server, status, beginDrain } = setUp();
    const before = await server.inject('/work');
    beginDrain();
    const after = await server.inject('/work');
    expect([before.headers['connection'], after.headers['connection']]).toEqual(['keep-alive', 'close']);
    expect(after.json()).toEqual({ done: true });
    expect([await status(PATHS.ready), await status(PATHS.health)]).toEqual([503, 200]);
    expect((await server.inject('/nothing')).headers['connection']).toBe('close');
  });
});

describe('planted faults', () => {
  test('an error rate fails exactly its share and spares what the platform asks', async () => {
    const { status } = setUp({ FAULTS: 'error-rate=0.25' });
    const statuses: number[] = [];
    for (let index = 0; index < 8; index += 1) {
      statuses.push(await status('/work'));
      expect(await status(PATHS.version)).toBe(200);
      expect(await status(PATHS.ready)).toBe(200);
    }
    expect(statuses).toEqual([200, 200, 200, 500, 200, 200, 200, 500]);
  });

  test('latency is added to requests only', async () => {
    const { server, output, status } = setUp({ FAULTS: 'latency-ms=40' });
    await status('/work');
    await server.inject(PATHS.version);
    const [work, version] = output.lines().map((line) => Number(line['ms']));
    expect(work).toBeGreaterThanOrEqual(39);
    expect(version).toBeLessThan(39);
  });

  test('an unhealthy service is neither alive nor ready but still answers', async () => {
    const { status } = setUp({ FAULTS: 'unhealthy' });
    expect([await status(PATHS.health), await status(PATHS.ready), await status('/work')]).toEqual([
      503, 503, 200,
    ]);
  });

  test('a leak keeps memory for every request', async () => {
    const { status } = setUp({ FAULTS: 'memory-leak-mb=4' });
    const before = process.memoryUsage().arrayBuffers;
    for (let index = 0; index < 5; index += 1) await status('/work');
    expect(process.memoryUsage().arrayBuffers - before).toBeGreaterThanOrEqual(5 * 4 * 1024 * 1024);
  });
});
