import { buildApp, type Service } from '../../../app/shared/build-app';
import { healthPath, LOG_FIELDS } from '../../../app/shared/contract';
import { recorder, testConfig } from '../support';

/** What must not be found in any log, whatever a visitor or a developer does. */
const SECRET = 'hunter2';

/** A service whose developer logs more than is wise. */
const careless: Service = {
  name: 'careless',
  register(app) {
    app.get('/people/:name', () => ({ done: true }));
    app.all('/log', (request) => {
      const { headers, body, query, raw, log } = request;
      log.info({ headers, body, query, req: request, cookie: headers.cookie });
      log.info({ raw: { url: raw.url, headers: raw.headers } }, `asked for ${raw.url}`);
      log.warn(`asked for ${raw.url} with password=${SECRET}`);
      log.warn('asked for %s', raw.url);
      log.error(new Error(`cannot read ${raw.url}`));
      log.error({ err: Object.assign(new Error(`no ${raw.url}`), { config: { headers } }) });
      log.error({ err: { authorization: SECRET } }, 'odd');
      return {};
    });
    app.get('/broken', (request) => {
      throw Object.assign(new Error(`cannot read ${request.url}`), { request: request.headers });
    });
    app.get('/away', (request) => {
      throw Object.assign(new Error('away', { cause: `asked ${request.url}` }), { statusCode: 503 });
    });
    return undefined;
  },
};

const hostile = {
  authorization: `Bearer ${SECRET}`,
  cookie: `sid=${SECRET}`,
  'user-agent': `Mozilla ${SECRET}`,
  referer: `https://example.com/?token=${SECRET}`,
  'x-forwarded-for': SECRET,
  'x-amzn-trace-id': `Root=${SECRET}`,
  traceparent: SECRET,
  baggage: `variant=${SECRET}!,user=${SECRET}`,
  origin: `https://${SECRET}.example.com`,
};

function build(env: NodeJS.ProcessEnv = {}) {
  const output = recorder();
  const config = testConfig({ RELEASE_VERSION: 'v7', ...env }, 'careless');
  return { ...buildApp(careless, { config, output }), output };
}

test.each([
  ['GET', '/people/ann'],
  ['GET', `/people/${SECRET}?q=${SECRET}`],
  ['GET', `/log?token=${SECRET}`],
  ['POST', `/log?mail=${SECRET}@example.com`],
  ['GET', `/broken?password=${SECRET}`],
  ['GET', `/away?password=${SECRET}`],
  ['GET', `/nowhere/${SECRET}`],
  ['GET', `/api/version?${SECRET}`],
  ['GET', `//${SECRET}@example.com/`],
] as const)('%s %s leaves nothing of a visitor in the log', async (method, url) => {
  const { server, output } = build();
  const payload = method === 'POST' ? { name: SECRET, items: [{ note: SECRET }] } : undefined;
  await server.inject({ method, url, headers: hostile, payload });
  const lines = output.lines();
  expect(lines.length).toBeGreaterThan(0);
  expect(JSON.stringify(lines)).not.toMatch(/hunter2|\/people\/ann/);
});

test('a line is one line, whatever is in it', async () => {
  const { server, output } = build();
  await server.inject({ url: '/log?x=%0A{"level":"forged"}', headers: { baggage: 'variant=a\nb' } });
  expect(output.lines().filter(({ level }) => level === 'forged')).toEqual([]);
});

test('the line of a request has its route, variant and colour, and nothing else of its address', async () => {
  const { server, output } = build();
  await server.inject(healthPath('green'));
  await server.inject({ url: '/people/ann?age=7', headers: { baggage: 'variant=large-button' } });
  expect(output.lines()).toEqual([
    {
      level: 'info',
      time: expect.any(Number) as number,
      [LOG_FIELDS.service]: 'careless',
      [LOG_FIELDS.version]: 'v7',
      [LOG_FIELDS.traceId]: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      [LOG_FIELDS.colour]: 'green',
      [LOG_FIELDS.variant]: 'large-button',
      [LOG_FIELDS.method]: 'GET',
      [LOG_FIELDS.route]: '/people/:name',
      [LOG_FIELDS.status]: 200,
      [LOG_FIELDS.duration]: expect.any(Number) as number,
    },
  ]);
});

test('a level of silence is heeded', async () => {
  const { server, output } = build({ LOG_LEVEL: 'silent' });
  await server.inject('/broken');
  expect(output.lines()).toEqual([]);
});

test('an address without a route is logged as unknown', async () => {
  const { server, output } = build();
  await server.inject('/people/ann/card');
  expect(output.lines()).toMatchObject([{ route: 'unknown', status: 404 }]);
});

test('what helps to find a fault stays', async () => {
  const { server, output } = build();
  await server.inject('/broken');
  expect(output.lines()[0]).toMatchObject({
    level: 'error',
    msg: 'cannot read /broken',
    err: {
      type: 'Error',
      message: 'cannot read /broken',
      stack: expect.stringContaining('logging.test') as string,
    },
  });
});
