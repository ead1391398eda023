import { gzipSync } from 'node:zlib';
import { MAX_BODY_BYTES, MIN_ATTEMPTS, runChecks } from '../../lib/delivery/run-checks';
import type { CheckRun } from '../../lib/delivery/run-checks';
import { json, startService } from './loopback-service';
import type { LoopbackService } from './loopback-service';

let service: LoopbackService;
beforeAll(async () => {
  service = await startService(json({}));
});
afterAll(() => service.close());

const run = (changes: Partial<CheckRun> = {}): CheckRun => ({
  baseUrl: service.url,
  checks: [{ path: '/a' }],
  expectedImage: 'repository@sha256:new',
  budgetMs: 1,
  retryDelayMs: 1,
  requestTimeoutMs: 30_000,
  ...changes,
});

it('asks once where the first answer is good', async () => {
  service.answer(json({}));
  expect(await runChecks(run())).toEqual([{ path: '/a', passed: true, attempts: 1, problems: [] }]);
  expect(service.requests.get('/a')).toBe(1);
});

it('passes a service that fails every fourth request, whichever request comes first', async () => {
  const checks = ['/a', '/b', '/c', '/d', '/e', '/f', '/g', '/h'].map((path) => ({ path }));
  let total = 0;
  service.answer((request, response, count) => {
    total += 1;
    json({}, total % 4 === 0 ? 500 : 200)(request, response, count);
  });
  const results = await runChecks(run({ checks }));
  expect(results.every(({ passed }) => passed)).toBe(true);
  expect(results.some(({ attempts }) => attempts > 1)).toBe(true);
});

it('gives a failing check three attempts even when the budget is over at once', async () => {
  service.answer(json({}, 500));
  const [result] = await runChecks(run());
  expect(result).toEqual({ path: '/a', passed: false, attempts: MIN_ATTEMPTS, problems: ['status 500 instead of 200'] }); // prettier-ignore
});

it('tries again for as long as the budget lasts', async () => {
  service.answer((request, response, count) => json({}, count < 6 ? 503 : 200)(request, response, count));
  const [result] = await runChecks(run({ budgetMs: 5000 }));
  expect(result).toMatchObject({ passed: true, attempts: 6 });
});

it('judges each check by itself', async () => {
  service.answer((request, response, count) =>
    json({}, request.url === '/bad' ? 500 : 200)(request, response, count),
  );
  const results = await runChecks(run({ checks: [{ path: '/good' }, { path: '/bad' }] }));
  expect(results.map(({ path, passed }) => [path, passed])).toEqual([['/good', true], ['/bad', false]]); // prettier-ignore
});

it('does not follow redirects', async () => {
  service.answer((_request, response) => void response.writeHead(302, { location: '/b' }).end());
  const [result] = await runChecks(run());
  expect(result?.problems).toEqual(['status 302 instead of 200']);
});

describe('an answer that is not meant to be read', () => {
  it('is left when it does not end, long before the function is out of memory', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    let sent = 0;
    service.answer((_request, response) => {
      const pour = (): void => {
        do sent += chunk.length;
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', pour).on('error', () => undefined);
      pour();
    });
    const [result] = await runChecks(run());
    expect(result?.problems).toEqual([`the answer is too long: more than ${MAX_BODY_BYTES} bytes`]);
    expect(sent).toBeLessThan(MIN_ATTEMPTS * (MAX_BODY_BYTES + 10_000_000));
  });

  it('is left when it unpacks to far more than was sent', async () => {
    service.answer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(50_000_000)));
    });
    const [result] = await runChecks(run());
    expect(result?.problems).toEqual([`the answer is too long: more than ${MAX_BODY_BYTES} bytes`]);
  });

  it('is given up in time when it comes a byte at a time', async () => {
    service.answer((_request, response) => {
      const timer = setInterval(() => response.write(' '), 10);
      response.on('close', () => clearInterval(timer));
    });
    const [result] = await runChecks(run({ requestTimeoutMs: 100 }));
    expect(result).toMatchObject({ passed: false, problems: ['no answer within 100 ms'] });
  });

  it('is a failure when it ends halfway', async () => {
    service.answer((_request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{');
      setTimeout(() => response.destroy(), 5);
    });
    const [result] = await runChecks(run());
    expect(result?.passed).toBe(false);
  });

  it('is quoted in part only', async () => {
    service.answer(json({ image: 'x'.repeat(100_000) }));
    const [result] = await runChecks(run({ checks: [{ path: '/a', identity: true }] }));
    expect(result?.problems.join().length).toBeLessThan(500);
  });
});

it('says that no answer came in time', async () => {
  service.answer(() => undefined);
  const [result] = await runChecks(run({ requestTimeoutMs: 20 }));
  expect(result).toMatchObject({ passed: false, attempts: 3, problems: ['no answer within 20 ms'] });
});

it('says why a connection failed', async () => {
  service.answer((request) => void request.socket.destroy());
  const [result] = await runChecks(run());
  expect(result?.problems).toEqual(['fetch failed: other side closed']);
  const [refused] = await runChecks(run({ baseUrl: 'http://127.0.0.1:1' }));
  expect(refused?.problems[0]).toMatch(/^fetch failed/);
});

it('opens a new connection for each attempt, so that a load balancer chooses anew', async () => {
  const ports = new Set<number | undefined>();
  service.answer((request, response, count) => {
    ports.add(request.socket.remotePort);
    json({}, 500)(request, response, count);
  });
  await runChecks(run());
  expect(ports.size).toBe(3);
});

it('stops when it is told to', async () => {
  service.answer(() => undefined);
  const stop = new AbortController();
  const running = runChecks(run({ requestTimeoutMs: 60_000 }), stop.signal);
  stop.abort(new Error('enough'));
  await expect(running).rejects.toThrow('enough');
});
