import type { LoadResult } from '../../../rehearsal/cloud/load';
import { createUsers, type Users } from '../../../rehearsal/cloud/users';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { fakeClock, type FakeClock } from './support/fake-clock';

let events: RehearsalEvent[];
let clock: FakeClock;
let users: Users;

function answered(colour: string, changes: Partial<LoadResult> = {}): void {
  users.add({ colour, version: colour, failed: false, latencyMs: 5, ...changes });
}

function create(speed?: number, colourOf = ({ colour }: LoadResult): string => colour): void {
  events = [];
  clock = fakeClock(speed);
  users = createUsers({ clock, emit: (event) => events.push(event), colourOf });
}

beforeEach(() => create());

test('the window has only what came between its begin and its end', () => {
  answered('blue', { failed: true });
  users.begin(({ colour }) => colour === 'green');
  answered('blue');
  answered('green', { failed: true });
  users.end();
  answered('blue', { failed: true });
  expect(users.window()).toMatchObject({ total: 2, failed: 1, failedPercent: 50, servedByGreen: 1 });
  expect(users.totals()).toMatchObject({ total: 4, failed: 3, failedPercent: 75, servedByGreen: 1 });
});

test('before the first window nothing is new', () => {
  answered('green');
  expect(users.totals()).toMatchObject({ total: 1, servedByGreen: 0 });
  expect(users.window()).toEqual({
    total: 0,
    failed: 0,
    failedPercent: 0,
    servedByGreen: 0,
    p50Ms: 0,
    p99Ms: 0,
  });
});

test('what the new version answers after the deployment is still counted as its own', () => {
  users.begin(({ version }) => version === 'green');
  users.end();
  answered('green');
  expect(users.totals().servedByGreen).toBe(1);
  expect(users.window().total).toBe(0);
});

test('a stage that goes back adds to the window of its release, and the new version stays the one it was', () => {
  users.begin(({ colour }) => colour === 'green');
  answered('green');
  users.end();
  answered('green');
  users.begin(({ colour }) => colour === 'blue');
  answered('green');
  answered('blue');
  expect(users.window()).toMatchObject({ total: 3, servedByGreen: 3 });
  expect(users.totals()).toMatchObject({ total: 4, servedByGreen: 3 });
});

test('nothing comes from a version that was taken back, whatever runs in its colour', () => {
  users.begin(({ colour }) => colour === 'green');
  answered('green');
  users.end(true);
  users.begin(({ colour }) => colour === 'green');
  answered('green');
  expect(users.window()).toMatchObject({ total: 2, servedByGreen: 1 });
});

test('what is served behind another service is added', () => {
  users.begin(() => false);
  users.addServedByGreen(3);
  users.addServedByGreen(4);
  answered('blue');
  expect(users.window()).toMatchObject({ total: 1, servedByGreen: 7 });
});

test('every sample has what came since the one before, by colour', async () => {
  const stop = new AbortController();
  const running = users.run(stop.signal);
  answered('blue');
  answered('blue', { failed: true });
  answered('green', { latencyMs: 40 });
  await clock.advance(31);
  expect(events).toMatchObject([
    { type: 'sample', at: 15, colour: 'blue', requests: 2, failed: 1 },
    { type: 'sample', at: 15, colour: 'green', requests: 1, failed: 0 },
  ]);
  const [, green] = events;
  expect(green?.type === 'sample' && green.p50Ms).toBeCloseTo(40, 0);
  answered('green');
  await clock.advance(15);
  expect(events).toHaveLength(3);
  expect(events[2]).toMatchObject({ at: 45, colour: 'green', requests: 1 });
  stop.abort();
  await running;
});

test.each([
  // A quarter of a second on the wall at the least, ten seconds in the cloud otherwise.
  [1, 10],
  [40, 10],
  [60, 15],
  [600, 150],
])('at speed %d there is a sample every %d seconds', async (speed, seconds) => {
  create(speed);
  const stop = new AbortController();
  void users.run(stop.signal);
  answered('blue');
  await clock.advance(seconds - 1);
  expect(events).toEqual([]);
  await clock.advance(1);
  expect(events).toHaveLength(1);
  stop.abort();
});

test('a colour may be told by the version', async () => {
  create(60, ({ version }) => version);
  const stop = new AbortController();
  void users.run(stop.signal);
  answered('blue', { version: 'v1' });
  answered('blue', { version: 'v2' });
  await clock.advance(15);
  expect(events).toMatchObject([{ colour: 'v1' }, { colour: 'v2' }]);
  stop.abort();
});

test('the samples add up to the totals, with what came after the last one', async () => {
  const ended = new AbortController();
  const running = users.run(ended.signal);
  answered('blue', { failed: true });
  await clock.advance(10);
  answered('green', { failed: true });
  answered('blue');
  users.flush();
  users.flush();
  const samples = events.flatMap((event) => (event.type === 'sample' ? [event] : []));
  const sum = (of: 'requests' | 'failed'): number => samples.reduce((all, sample) => all + sample[of], 0);
  expect({ total: sum('requests'), failed: sum('failed') }).toEqual({ total: 3, failed: 2 });
  expect(users.totals()).toMatchObject({ total: 3, failed: 2 });
  ended.abort();
  await running;
});
