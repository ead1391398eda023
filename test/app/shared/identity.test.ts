import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as placeholder from '../../../app/placeholder/server';
import { readImage } from '../../../app/shared/identity';

async function withMetadata<T>(listener: RequestListener, use: (uri: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v4/abc`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('gives the image as the task definition spells it', async () => {
  const paths: unknown[] = [];
  const image = await withMetadata((request, response) => {
    paths.push(request.url);
    response.end(JSON.stringify({ Image: 'repository@sha256:0abc', ImageID: 'sha256:other' }));
  }, readImage);
  expect(image).toBe('repository@sha256:0abc');
  expect(paths).toEqual(['/v4/abc']);
});

test('is empty outside ECS', async () => {
  expect(await readImage('')).toBe('');
});

test.each(['not json', 'null', '{}', '{"Image":7}'])(
  'is empty when the endpoint answers %p',
  async (body) => {
    expect(await withMetadata((_request, response) => response.end(body), readImage)).toBe('');
  },
);

test('is empty when nobody listens', async () => {
  expect(await readImage('http://127.0.0.1:9')).toBe('');
});

test('does not wait for an endpoint that hangs', async () => {
  expect(
    await withMetadata(
      () => undefined,
      (uri) => readImage(uri, 30),
    ),
  ).toBe('');
});

/** An endpoint that tells the right image and does not stop there. */
const HOSTILE: [string, RequestListener][] = [
  [
    'goes on and on',
    (_request, response) => {
      response.write('{"Image":"repository@sha256:0abc"}');
      const pour = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
      };
      response.on('drain', pour).on('error', () => undefined);
      pour();
    },
  ],
  [
    'comes a byte at a time',
    (_request, response) => {
      response.write('{"Image":');
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    },
  ],
  [
    'breaks off',
    (_request, response) => {
      response.writeHead(200, { 'content-length': 1_000 }).write('{"Image":"repository@sha256:0abc"');
      setTimeout(() => response.destroy(), 20);
    },
  ],
  ['is no image', (_request, response) => response.end(JSON.stringify({ Image: 'r\u001b[2J' }))],
  ['is a book', (_request, response) => response.end(JSON.stringify({ Image: 'r'.repeat(5_000) }))],
];

describe.each([
  ['a service', readImage],
  ['the placeholder', placeholder.readImage],
])('%s starts without an answer that', (_name, read) => {
  test.each(HOSTILE)('%s', async (_what, listener) => {
    const start = performance.now();
    expect(await withMetadata(listener, (uri) => read(uri))).toBe('');
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
