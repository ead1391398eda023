import { probe } from '../../../../rehearsal/cloud/balancer/probe';
import {
  createTargetGroup,
  type Target,
  type TargetGroup,
} from '../../../../rehearsal/cloud/balancer/target-group';
import { fakeClock, type FakeClock } from '../support/fake-clock';
import { testTargetGroup } from '../support/models';

jest.mock('../../../../rehearsal/cloud/balancer/probe');

/** Status by port; a port that is not there does not answer. */
const statuses = new Map<number, number>();
let clock: FakeClock;
let group: TargetGroup;

/** Makes a group that checks every 10 s: two in a row change a target's state. */
function create(matcher = '200', deregistrationDelaySeconds = 30): void {
  clock = fakeClock();
  group = createTargetGroup({ ...testTargetGroup('blue', { matcher }), deregistrationDelaySeconds }, clock);
}

async function healthy(...ports: readonly number[]): Promise<Target[]> {
  const targets = ports.map((port) => {
    statuses.set(port, 200);
    return group.register(port, `v${port}`);
  });
  await clock.advance(1);
  return targets;
}

beforeEach(() => {
  statuses.clear();
  jest
    .mocked(probe)
    .mockReset()
    .mockImplementation((port) => Promise.resolve(statuses.get(port)));
  create();
});

afterEach(() => group.close());

test('a target is checked at once, and gets traffic with the first passed check', async () => {
  statuses.set(1, 200);
  const target = group.register(1, 'v1');
  expect(target.state()).toBe('initial');
  expect(group.pick()).toBeUndefined();
  await clock.advance(1);
  expect(target.state()).toBe('healthy');
  expect(group.pick()).toBe(target);
});

test('checks ask for the path, with the time that the model allows but not less than the floor', async () => {
  await healthy(1);
  await clock.advance(25);
  expect(jest.mocked(probe).mock.calls).toEqual([
    [1, '/ready', 1000],
    [1, '/ready', 1000],
    [1, '/ready', 1000],
  ]);
});

test('the state follows the thresholds as time passes', async () => {
  const [target] = await healthy(1);
  const seen: string[] = [];
  for (const status of [500, undefined, 200, 500, 200, 200]) {
    if (status === undefined) statuses.delete(1);
    else statuses.set(1, status);
    await clock.advance(10);
    seen.push(target?.state() ?? '');
  }
  expect(seen).toEqual(['healthy', 'unhealthy', 'unhealthy', 'unhealthy', 'unhealthy', 'healthy']);
});

test.each([
  ['200-399', 302, 'healthy'],
  ['200,204', 204, 'healthy'],
  ['200', 301, 'unhealthy'],
])('with the matcher %s the status %d is %s', async (matcher, status, state) => {
  create(matcher);
  statuses.set(1, status);
  const target = group.register(1, 'v1');
  await clock.advance(15);
  expect(target.state()).toBe(state);
});

test('an unhealthy target gets no traffic while another one is healthy', async () => {
  const [one, two] = await healthy(1, 2);
  statuses.set(1, 503);
  await clock.advance(20);
  expect(group.counts()).toEqual({ initial: 0, healthy: 1, unhealthy: 1 });
  expect([group.pick(), group.pick(), group.pick()]).toEqual([two, two, two]);
  statuses.set(2, 503);
  await clock.advance(20);
  expect(new Set([group.pick(), group.pick()])).toEqual(new Set([one, two]));
});

test('a target that was not checked yet gets no traffic, not even when all others are unhealthy', async () => {
  const [sick] = await healthy(1);
  statuses.set(1, 503);
  await clock.advance(20);
  const waiting = group.register(2, 'v2');
  expect([group.pick(), group.pick()]).toEqual([sick, sick]);
  expect(waiting.state()).toBe('initial');
});

test('three healthy targets take turns', async () => {
  const targets = await healthy(1, 2, 3);
  const picks = Array.from({ length: 9 }, () => group.pick());
  for (const target of targets) expect(picks.filter((picked) => picked === target)).toHaveLength(3);
  expect(picks.slice(0, 3)).toEqual(picks.slice(3, 6));
});

test('a deregistered target is out at once and drains until its last request is answered', async () => {
  const [target] = await healthy(1);
  if (target === undefined) throw new Error('no target');
  target.inFlight = 2;
  let drained = false;
  const draining = group.deregister(target).then(() => (drained = true));
  expect(target.state()).toBe('draining');
  expect(group.pick()).toBeUndefined();
  expect(group.counts().healthy).toBe(0);
  target.inFlight = 1;
  await clock.advance(20);
  expect(drained).toBe(false);
  target.inFlight = 0;
  await clock.advance(2);
  expect(drained).toBe(true);
  await draining;
});

test.each([
  // At speed 60, 30 s would be half a second on the wall; a request has 5 s at the least, 300 s here.
  [30, 300],
  [600, 600],
  // And never more than without compression: 2 s on the wall.
  [2, 120],
  [0, 0],
])('a delay of %d s ends the drain after %d s, answered or not', async (delay, seconds) => {
  create('200', delay);
  const [target] = await healthy(1);
  if (target === undefined) throw new Error('no target');
  target.inFlight = 1;
  let drained = false;
  void group.deregister(target).then(() => (drained = true));
  await clock.advance(Math.max(0, seconds - 1));
  expect(drained).toBe(seconds === 0);
  await clock.advance(3);
  expect(drained).toBe(true);
});

test('deregistering twice, or a target of another group, waits for nothing', async () => {
  const [target] = await healthy(1);
  if (target === undefined) throw new Error('no target');
  await group.deregister(target);
  target.inFlight = 1;
  await group.deregister(target);
  const other = createTargetGroup(testTargetGroup('green'), clock);
  await other.deregister(target);
  expect(target.inFlight).toBe(1);
});

test('checks end with the registration and with the group', async () => {
  const [target] = await healthy(1, 2);
  if (target === undefined) throw new Error('no target');
  await group.deregister(target);
  jest.mocked(probe).mockClear();
  await clock.advance(20);
  expect(jest.mocked(probe).mock.calls.map(([port]) => port)).toEqual([2, 2]);
  group.close();
  await clock.advance(60);
  expect(probe).toHaveBeenCalledTimes(2);
});
