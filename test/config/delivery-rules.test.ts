import { deliveryRules } from '../../lib/config/delivery-rules';
import { deliverySchema } from '../../lib/config/delivery-schema';
import { serviceSchema } from '../../lib/config/schema';
import { parseStrategy } from '../../lib/delivery/strategy-text';

const UNBOUNDED = { minTasks: 1, maxTasks: 1 };

/** What a service with this strategy breaks: `path: got message`. */
function broken(strategy: string, exposure = 'public', scaling: object = UNBOUNDED): string[] {
  const service = serviceSchema.parse({ name: 'shop', exposure, delivery: parseStrategy(strategy), scaling });
  return deliveryRules(service, 'delivery').map(
    ({ path, got, message }) => `${path}: ${String(got)}; ${message}`,
  );
}

it.each([
  'all-at-once',
  'blue-green/bake 2800m',
  'canary:99%/2880m/bake 2800m',
  'linear:1%/29m',
  'linear:50%/2880m/bake 2800m',
  'rolling',
  'ecs/all-at-once',
  'ecs/blue-green/bake 50m',
  'ecs/canary:1%/45m/bake 5m',
  'ecs/linear:3%/1m',
  'ecs/linear:10%/5m',
])('a public service takes %s', (strategy) => {
  expect(broken(strategy)).toEqual([]);
});

it.each([
  [
    'ecs/linear:2%/1m/bake 0m',
    /^delivery\.percent: 2; allowed with controller 'ecs': .* 3 to 99 percent; fix: /,
  ],
  ['ecs/blue-green/bake 51m', /^delivery: 51 minutes; allowed with controller 'ecs': 50 minutes .* ECS action ends after 60; fix: /], // prettier-ignore
  ['ecs/canary:10%/46m', /^delivery: 51 minutes; allowed with controller 'ecs'/],
  ['ecs/linear:10%/6m', /^delivery: 59 minutes; allowed with controller 'ecs'/],
  ['linear:1%/30m', /^delivery: 2970 minutes; allowed: 2880 minutes from the first step to the last; fix: /],
])('%s is refused, with what got there, what is allowed and how to fix it', (strategy, message) => {
  expect(broken(strategy)).toEqual([expect.stringMatching(message)]);
});

it.each(['all-at-once', 'blue-green', 'canary:10%/5m', 'linear:10%/5m'])(
  'an internal service does not take %s, which needs a load balancer',
  (strategy) => {
    for (const controller of ['', 'ecs/']) {
      expect(broken(`${controller}${strategy}`, 'internal')).toEqual([
        expect.stringMatching(/^delivery\.kind: [a-z-]+; allowed for an internal service: 'rolling'; fix: /),
      ]);
    }
  },
);

it.each<[string, number, number, number | undefined]>([
  ['rolling', 1, 100, undefined],
  ['rolling/min 50%/max 120%', 1, 1, 200],
  ['rolling/min 50%/max 120%', 2, 100, undefined],
  ['rolling/min 100%/max 199%', 1, 4, 200],
  ['rolling/min 100%/max 150%', 2, 100, undefined],
  ['rolling/min 100%/max 149%', 2, 100, 150],
  ['rolling/min 100%/max 110%', 3, 3, 134],
  ['rolling/min 99%/max 101%', 99, 99, 102],
  ['rolling/min 99%/max 101%', 100, 100, undefined],
  ['rolling/min 0%/max 101%', 1, 100, undefined],
])('%s with %i to %i tasks can move: needs %s', (strategy, minTasks, maxTasks, needed) => {
  for (const exposure of ['public', 'internal']) {
    const expected = `delivery.maxPercent: \\d+; allowed with \\d+ tasks? and minHealthyPercent \\d+: ${needed} or more, .*; fix: `;
    expect(broken(strategy, exposure, { minTasks, maxTasks })).toEqual(
      needed === undefined ? [] : [expect.stringMatching(expected)],
    );
  }
});

describe('the shape of a delivery', () => {
  const complaintOf = (input: object): string =>
    deliverySchema.safeParse(input).error?.issues[0]?.message ?? '';

  it('has a controller, which is CodeDeploy for all but rolling', () => {
    const controllers = ['all-at-once', 'blue-green', 'canary:1%/1m', 'linear:1%/1m', 'rolling'].map(
      (text) => deliverySchema.parse(parseStrategy(text)).controller,
    );
    expect(controllers).toEqual(['code-deploy', 'code-deploy', 'code-deploy', 'code-deploy', 'ecs']);
  });

  it.each([
    [{ kind: 'hope' }, /allowed: kind 'all-at-once', 'blue-green', 'canary', 'linear', 'rolling'; fix: /],
    [{ kind: 'rolling', controller: 'code-deploy' }, /allowed: 'ecs'; fix: CodeDeploy cannot/],
    [{ kind: 'all-at-once', controller: 'lambda' }, /allowed: 'code-deploy' or 'ecs'; fix: /],
    [
      { kind: 'all-at-once', bakeMinutes: 5 },
      /does not know 'bakeMinutes'; allowed: kind, controller; fix: /,
    ],
    [{ kind: 'linear', percent: 100, intervalMinutes: 1 }, /allowed: a whole number from 1 to 99 percent/],
    [{ kind: 'linear', percent: 3.5, intervalMinutes: 1 }, /allowed: a whole number from 1 to 99 percent/],
    [{ kind: 'linear', percent: 10, intervalMinutes: 2881 }, /from 1 to 2880 minutes/],
    [{ kind: 'blue-green', bakeMinutes: 2801 }, /from 0 to 2800 minutes/],
    [{ kind: 'canary', intervalMinutes: 5 }, /from 1 to 99 percent/],
  ])('%j is refused', (input, message) => {
    expect(complaintOf(input)).toMatch(message);
  });
});
