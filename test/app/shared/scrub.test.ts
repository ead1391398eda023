import { hidePrivate, HIDDEN, scrub, tellError } from '../../../app/shared/scrub';
import { processorMs } from '../../shared/processor-time';

describe('inside a text', () => {
  test.each([
    ['GET /orders?email=ann@example.com&token=abc failed', 'GET /orders?[hidden] failed'],
    ['http://catalog:8080/products?x=1', 'http://catalog:8080/products?[hidden]'],
    ['Authorization: Bearer abc.def-ghi_123', 'Authorization: [hidden] [hidden]'],
    ['sent bearer AbCd1234==', 'sent bearer [hidden]'],
    ['Basic dXNlcjpwYXNz was refused', 'Basic [hidden] was refused'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'jwt [hidden]'],
    ['key AKIAIOSFODNN7EXAMPLE', 'key [hidden]'],
    ['mail to ann.lee+shop@mail.example.co.uk', 'mail to [hidden]'],
    ['postgres://shop:hunter2@db:5432/shop', 'postgres://[hidden]@db:5432/shop'],
    ['password=hunter2;next', 'password=[hidden];next'],
    ['db_password: "a b c", ok', 'db_password: [hidden], ok'],
    ["x-api-key='k'", 'x-api-key=[hidden]'],
    ['Cookie: sid=1; theme=dark', 'Cookie: [hidden]; theme=dark'],
    ['card 4111 1111 1111 1111 expired', 'card [hidden] expired'],
    ['card 4111-1111-1111-1111', 'card [hidden]'],
  ])('%p becomes %p', (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  test.each([
    'the catalog cannot be reached',
    'connect ECONNREFUSED 127.0.0.1:8080',
    'trace 6b0256d45aef6a811c4041b8ea3b4559 at 1700000000000',
    'Why? Because.',
    'at run (/srv/service.js:12:34)',
    'there is no product "boat"',
  ])('%p stays as it is', (text) => {
    expect(scrub(text)).toBe(text);
  });

  test.each([
    ['my-token-of-the-day: abc', 'my-token-of-the-day: [hidden]'],
    ['token = "a b" and Session:\'c d\'', 'token = [hidden] and Session:[hidden]'],
    ['a=1;apikey=2;b=3', 'a=1;apikey=[hidden];b=3'],
    ['x-eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'x-[hidden]'],
    ['a=token=5 msg="password=hunter2"', 'a=token=[hidden] msg="password=[hidden]'],
    ['eyJhbGciOiJIUzI1NiJ9 alone', '[hidden] alone'],
    ['/a.b.eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0', '/a.b.[hidden]'],
  ])('%p becomes %p, in one pass', (text, expected) => {
    expect(scrub(text)).toBe(expected);
  });

  test('no text of four thousand characters takes long, whatever it repeats', () => {
    const parts = ['token-', 'eyJ-', 'eyJaaaaaa', 'api_key', 'session', 'a', '-', '_', '.', '@', '=', ':'];
    const more = ['"', "'", ' ', '\n', '/', '//', '?', '&', '%', '+', '1', '1-', 'bearer ', 'password="'];
    const all = [...parts, ...more];
    const started = processorMs();
    for (const one of all) {
      for (const other of all) {
        scrub((one + other).repeat(4_000 / (one.length + other.length)));
        scrub(one.repeat(2_000 / one.length) + other.repeat(2_000 / other.length));
      }
    }
    // More than a thousand texts; one alone took seconds.
    expect(processorMs() - started).toBeLessThan(4_000);
  });

  test('a long text is cut, and no pattern takes long over it', () => {
    const started = processorMs();
    for (const part of ['a@', 'password=', '1-', '?', 'bearer ', '//', 'a.', 'eyJ.']) {
      expect(scrub(part.repeat(100_000)).length).toBeLessThan(200_000);
    }
    expect(scrub('x'.repeat(5_000))).toHaveLength(4_001);
    expect(processorMs() - started).toBeLessThan(2_000);
  });
});

describe('inside an object', () => {
  test.each([
    'authorization',
    'Cookie',
    'set-cookie',
    'password',
    'sessionId',
    'x-api-key',
    'apiKey',
    'email',
    'userAgent',
    'user-agent',
    'x-forwarded-for',
    'remoteAddress',
    'query',
    'queryString',
    'body',
    'headers',
    'accessToken',
    'clientIp',
  ])('the value of %s is hidden', (name) => {
    expect(hidePrivate({ [name]: 'x', deep: { [name]: ['x'] } })).toEqual({
      [name]: HIDDEN,
      deep: { [name]: HIDDEN },
    });
  });

  test('plain values stay', () => {
    const plain = { drainMs: 5, ok: true, none: null, route: '/products/:id', list: [1, 'two'] };
    expect(hidePrivate(plain)).toEqual(plain);
  });

  test('what is too deep, too large, binary or strange cannot do harm', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const told = hidePrivate({
      circle,
      wide: Array.from({ length: 1_000 }, (_, index) => index),
      bytes: Buffer.from('secret'),
      big: 10n,
      call: () => 'secret',
      symbol: Symbol('secret'),
    }) as Record<string, unknown>;
    expect(JSON.stringify(told)).not.toContain('secret');
    expect(told['wide']).toHaveLength(50);
    expect(told).toMatchObject({ bytes: HIDDEN, big: HIDDEN, call: HIDDEN });
  });

  test('an object that cannot be read is told as an empty one', () => {
    const trap = {
      get name(): string {
        throw new Error('no');
      },
    };
    expect(hidePrivate({ trap, ok: 1 })).toEqual({ trap: {}, ok: 1 });
  });

  test('an error is told without what libraries hang on it', () => {
    const error = Object.assign(new TypeError('no answer from /a?b=c'), {
      request: { headers: { cookie: 'sid=1' } },
      body: 'secret',
    });
    expect(tellError(error)).toEqual({
      type: 'TypeError',
      message: 'no answer from /a?[hidden]',
      stack: expect.stringContaining('TypeError: no answer from /a?[hidden]') as string,
    });
    expect(hidePrivate({ nested: { error } })).toEqual({ nested: { error: tellError(error) } });
  });
});
