import fc from 'fast-check';
import { launchDelaySeconds } from '../../../../rehearsal/cloud/ecs/backoff';
import {
  afterContainerCheck,
  urlPath,
  type ContainerHealth,
} from '../../../../rehearsal/cloud/ecs/container-health';
import { circuitBreakerThreshold, rollingTargets } from '../../../../rehearsal/cloud/ecs/rolling-plan';
import { createLogFilter } from '../../../../rehearsal/cloud/ecs/task-log';
import { trafficSteps } from '../../../../rehearsal/cloud/traffic-steps';

test.each([
  [1, 3],
  [6, 3],
  [7, 4],
  [25, 13],
  [400, 200],
  [800, 200],
])('for %d tasks the circuit breaker opens after %d failures', (desired, threshold) => {
  expect(circuitBreakerThreshold(desired)).toBe(threshold);
});

test.each([
  [
    'all new tasks start at once when twice the tasks are allowed',
    100,
    200,
    [2, 2],
    [0, 0],
    { old: 2, next: 2 },
  ],
  ['an old task goes for each new one that is healthy', 100, 200, [2, 2], [2, 1], { old: 1, next: 2 }],
  ['the last old task goes when all new ones are healthy', 100, 200, [1, 1], [2, 2], { old: 0, next: 2 }],
  [
    'without room above the desired count an old task goes first',
    50,
    100,
    [2, 2],
    [0, 0],
    { old: 1, next: 0 },
  ],
  ['and a new one takes its place', 50, 100, [1, 1], [0, 0], { old: 1, next: 1 }],
  ['an old task that is not healthy goes at once', 100, 200, [2, 1], [2, 1], { old: 1, next: 2 }],
  ['nothing moves when neither side may', 100, 100, [2, 2], [0, 0], { old: 2, next: 0 }],
] as const)('%s', (_, minimumHealthyPercent, maximumPercent, old, next, expected) => {
  const targets = rollingTargets({
    desired: 2,
    minimumHealthyPercent,
    maximumPercent,
    old: { alive: old[0], ready: old[1] },
    next: { alive: next[0], ready: next[1] },
  });
  expect(targets).toEqual(expected);
});

test('a rolling deployment keeps the minimum healthy and the maximum alive, and ends', () => {
  const percents = fc.record({
    minimum: fc.integer({ min: 0, max: 100 }),
    maximum: fc.integer({ min: 100, max: 200 }),
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), percents, (desired, { minimum, maximum }) => {
      const least = Math.ceil((desired * minimum) / 100);
      const most = Math.floor((desired * maximum) / 100);
      fc.pre(least < desired || most > desired);
      let old = desired;
      let next = 0;
      for (let round = 0; round < 100 && (old > 0 || next < desired); round += 1) {
        const state = { desired, minimumHealthyPercent: minimum, maximumPercent: maximum };
        const tasks = { old: { alive: old, ready: old }, next: { alive: next, ready: next } };
        const targets = rollingTargets({ ...state, ...tasks });
        expect(targets.old + next).toBeGreaterThanOrEqual(least);
        expect(old + targets.next).toBeLessThanOrEqual(Math.max(most, old + next));
        ({ old, next } = targets);
      }
      expect([old, next]).toEqual([0, desired]);
    }),
  );
});

test('the time between launches grows with failures in a row, up to 15 minutes', () => {
  expect([0, 1, 2, 3, 20].map(launchDelaySeconds)).toEqual([0, 10, 20, 40, 900]);
});

test.each([
  [{ kind: 'all-at-once' }, [[100, 0]]],
  [
    { kind: 'canary', percent: 10, intervalSeconds: 300 },
    [
      [10, 300],
      [100, 0],
    ],
  ],
  [
    { kind: 'linear', percent: 25, intervalSeconds: 60 },
    [
      [25, 60],
      [50, 60],
      [75, 60],
      [100, 0],
    ],
  ],
  [
    { kind: 'linear', percent: 40, intervalSeconds: 60 },
    [
      [40, 60],
      [80, 60],
      [100, 0],
    ],
  ],
] as const)('traffic for %j', (routing, steps) => {
  const found = trafficSteps(routing).map(({ greenPercent, waitSeconds }) => [greenPercent, waitSeconds]);
  expect(found).toEqual(steps);
});

test.each([
  ['passes in the start period make it healthy', 's+', 'HEALTHY'],
  ['failures in the start period are not counted', 's-s-s-s-', 'UNKNOWN'],
  ['fewer failures in a row than the retries change nothing', 's---', 'UNKNOWN'],
  ['as many as the retries', 's----', 'UNHEALTHY'],
  ['a pass in between starts the count again', '--+--', 'HEALTHY'],
  ['a healthy container may fail in the start period too', 's+s-s-s-', 'UNHEALTHY'],
])('%s', (_, text, health) => {
  let current: { health: ContainerHealth; failed: number } = { health: 'UNKNOWN', failed: 0 };
  for (const [, start, sign] of text.matchAll(/(s?)([+-])/g)) {
    current = afterContainerCheck(current, sign === '+', { retries: 3, inStartPeriod: start === 's' });
  }
  expect(current.health).toBe(health);
});

test.each([
  [['CMD-SHELL', 'curl -f http://localhost:8080/health || exit 1'], '/health'],
  [['CMD', 'node', '-e', `fetch('http://127.0.0.1:8080/ready?x=1').then(check)`], '/ready?x=1'],
  [['CMD-SHELL', 'curl http://localhost:8080'], '/'],
  [['CMD-SHELL', 'curl http://localhost:9090/health'], undefined],
  [['CMD-SHELL', 'test -f /tmp/alive'], undefined],
])('the URL that %j asks for', (command, path) => expect(urlPath(command, 8080)).toBe(path));

test('of a log, errors, plain lines and standard error are shown, up to a limit', () => {
  const shown: string[] = [];
  const filter = createLogFilter((line) => shown.push(line));
  filter('stdout', '{"level":30,"msg":"request completed"}');
  filter('stdout', '{"level":50,"msg":"it failed"}');
  filter('stdout', '{"level":"error","msg":"it failed"}');
  filter('stdout', 'listening');
  filter('stderr', 'Error: boom');
  expect(shown).toHaveLength(4);
  for (let line = 0; line < 100; line += 1) filter('stderr', 'again');
  expect(shown).toHaveLength(21);
  expect(shown.at(-1)).toContain('not shown');
});
