import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
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
