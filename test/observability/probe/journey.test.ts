import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { failureOf, JOURNEYS_VARIABLE, walk } from '../../../lib/observability/probe/journey';
import type { Journey } from '../../../lib/observability/probe/journey';
import { journeyOf } from '../../../lib/observability/probe/service-journey';
import { handler } from '../../../lib/observability/probe/walk-journeys.lambda';

const journey: Journey = {
  service: 'storefront',
  url: 'http://shop.test',
  steps: [
    { method: 'GET', path: '/' },
    { method: 'POST', path: '/api/orders', body: '{"items":[]}' },
    { method: 'GET', path: '/thanks' },
  ],
};

describe('a walk', () => {
  it('does every step once, in order', async () => {
    const asked: string[] = [];
    const result = await walk(journey, (url, { method, body }) => {
      asked.push(`${method} ${url} ${body ?? '-'}`);
      return Promise.resolve(204);
    });
    expect(asked).toEqual([
      'GET http://shop.test/ -',
      'POST http://shop.test/api/orders {"items":[]}',
      'GET http://shop.test/thanks -',
    ]);
    expect(result).toEqual({ service: 'storefront', steps: 3, problems: [] });
    expect(failureOf([result])).toBeUndefined();
  });

  it.each([
    [199, false],
    [200, true],
    [201, true],
    [299, true],
    [302, false],
    [404, false],
    [503, false],
  ])('takes status %i for good: %s', async (status, good) => {
    const { problems } = await walk({ ...journey, steps: [{ method: 'GET', path: '/' }] }, () =>
      Promise.resolve(status),
    );
    expect(problems).toEqual(good ? [] : [`GET /: status ${status}`]);
  });

  it('tells everything that is broken, in the words of the person who looks at the log', async () => {
    const errors = [
      new DOMException('timed out', 'TimeoutError'),
      new Error('fetch failed', { cause: new Error('getaddrinfo ENOTFOUND shop.test') }),
      new Error('odd'),
    ];
    const result = await walk(journey, () =>
      Promise.reject(errors.shift() ?? new Error('one step too many')),
    );
    expect(failureOf([{ ...result, problems: [] }, result])).toBe(
      'storefront: GET /: no answer within 5000 ms; ' +
        'storefront: POST /api/orders: fetch failed: getaddrinfo ENOTFOUND shop.test; ' +
        'storefront: GET /thanks: odd',
    );
  });
});

describe('the way of a visitor', () => {
  it('is that of the service: page, products and an order', () => {
    const steps = journeyOf('storefront');
    expect(steps.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /',
      'GET /api/products',
      expect.stringMatching(/^GET \/api\/products\/[a-z-]+$/),
      'POST /api/orders',
    ]);
    expect(steps.filter((step) => 'weight' in step)).toEqual([]);
  });

  it('is one question for a service that has none of its own', () => {
    expect(journeyOf('placeholder')).toEqual([{ method: 'GET', path: '/ready' }]);
  });
});

describe('the function', () => {
  const log = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  afterAll(() => log.mockRestore());
  afterEach(() => delete process.env[JOURNEYS_VARIABLE]);

  async function run(status: number): Promise<{ requests: string[]; failure: string | undefined }> {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      const { method, url, headers } = request;
      requests.push(`${method} ${url} ${headers['user-agent']} ${headers['content-type'] ?? '-'}`);
      request.resume().on('end', () => response.writeHead(url === '/' ? 200 : status).end());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    process.env[JOURNEYS_VARIABLE] = JSON.stringify([{ ...journey, url }]);
    const failure = await handler().then(
      () => undefined,
      (error: Error) => error.message,
    );
    await new Promise((resolve) => server.close(resolve));
    return { requests, failure };
  }

  it('asks as the probe, sends JSON where there is a body, and logs each walk', async () => {
    expect(await run(201)).toEqual({
      failure: undefined,
      requests: ['GET / probe -', 'POST /api/orders probe application/json', 'GET /thanks probe -'],
    });
    expect(log).toHaveBeenLastCalledWith('{"walks":[{"service":"storefront","steps":3,"problems":[]}]}\n');
  });

  it('fails, which the alarm counts, when a visitor could not do a step', async () => {
    expect((await run(503)).failure).toBe(
      'storefront: POST /api/orders: status 503; storefront: GET /thanks: status 503',
    );
  });
});
