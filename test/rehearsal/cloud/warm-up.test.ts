import { createServer, type RequestListener } from 'node:http';
import { FRONT_PAGE } from '../../../rehearsal/cloud/journey';
import { listenOnLoopback, type Loopback } from '../../../rehearsal/cloud/loopback';
import { warmUp } from '../../../rehearsal/cloud/warm-up';

let loopback: Loopback | undefined;

afterEach(() => loopback?.close());

async function listen(answer: RequestListener): Promise<number> {
  loopback = await listenOnLoopback(createServer(answer));
  return loopback.port;
}

it('asks as often as it is told, for the path of the users, a few at a time', async () => {
  let asked = 0;
  let open = 0;
  let most = 0;
  const port = await listen((request, response) => {
    expect(request.url).toBe('/shop');
    asked += 1;
    open += 1;
    most = Math.max(most, open);
    setImmediate(() => {
      open -= 1;
      response.end('warm');
    });
  });
  await warmUp({ port, next: () => ({ method: 'GET', path: '/shop', weight: 1 }), requests: 50 });
  expect(asked).toBe(50);
  expect(most).toBeLessThanOrEqual(4);
});

it('does not mind bad answers and cut connections', async () => {
  let asked = 0;
  const port = await listen((request, response) => {
    asked += 1;
    if (asked % 2 === 0) request.socket.destroy();
    else response.writeHead(500).end();
  });
  await expect(warmUp({ port, next: () => FRONT_PAGE, requests: 20 })).resolves.toBeUndefined();
  expect(asked).toBeGreaterThanOrEqual(20);
});

it('asks nothing when there will be no users', async () => {
  const port = await listen(() => {
    throw new Error('somebody asked');
  });
  await warmUp({ port, next: () => FRONT_PAGE, requests: 0 });
});
