import type { TemplateData } from '../shared/assembly';
import { neededBy } from '../shared/dependencies';
import { changeOf } from '../shared/replacement';
import { testEnvironment } from '../shared/test-config';
import { serviceTemplate } from './service-template';
import type { TemplateChanges } from './service-template';

/** Every kind of strategy, by each controller that has it. */
const FORMS = ['all-at-once', 'blue-green', 'canary:10%/5m', 'linear:10%/1m'];
const STRATEGIES = [...FORMS, ...FORMS.map((form) => `ecs/${form}`), 'rolling'];
const PAIRS = STRATEGIES.flatMap((from) =>
  STRATEGIES.filter((to) => to !== from).map((to) => [from, to] as const),
);
const templates = new Map(STRATEGIES.map((strategy) => [strategy, serviceTemplate(strategy)]));
const internal = serviceTemplate('rolling', { name: 'catalog' });

function templateOf(strategy: string): TemplateData {
  return templates.get(strategy) ?? { Resources: {} };
}

function guardOf({ Resources }: TemplateData): string {
  const [found, ...more] = Object.keys(Resources).filter(
    (id) => Resources[id]?.Type === 'Custom::LiveTraffic',
  );
  if (found === undefined || more.length > 0) throw new Error('there is not exactly one guard');
  return found;
}

/** What AWS makes network interfaces for and takes long to remove them from, with the groups and logs beside. */
function inTheNetwork({ Resources }: TemplateData): string[] {
  return Object.entries(Resources)
    .filter(
      ([, { Type, Properties }]) =>
        Properties?.VpcConfig !== undefined ||
        /^AWS::(?:EC2::(?:SecurityGroup|VPCEndpoint|NetworkInterface)|ElasticLoadBalancingV2::LoadBalancer|Lambda::Function|Logs::LogGroup)$/.test(
          Type,
        ),
    )
    .map(([id]) => id)
    .sort();
}

describe.each(PAIRS)('from %s to %s', (from, to) => {
  const before = templateOf(from);
  const after = templateOf(to);

  it('no function, no security group and no log comes or goes, and no function is made anew', () => {
    expect(inTheNetwork(after)).toEqual(inTheNetwork(before));
    const { replaced } = changeOf(before, after);
    expect(replaced.filter((part) => /^AWS::(?:Lambda::Function|EC2::SecurityGroup)\./.test(part))).toEqual(
      [],
    );
  });

  it('the guard needs nothing that the update makes or writes', () => {
    const needs = neededBy(after, guardOf(after));
    expect([...needs].sort()).toEqual([...neededBy(before, guardOf(before))].sort());
    for (const id of needs) expect([id, after.Resources[id]]).toEqual([id, before.Resources[id]]);
  });
});

const HTTPS = {
  domainName: 'shop.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
};

it.each<[string, TemplateChanges]>([
  ['its own address', { service: { https: HTTPS } }],
  ['nothing to call', { service: { calls: [] } }],
  ['other tasks', { service: { cpu: 512, memoryMiB: 1024, architecture: 'x86_64' } }],
  ['no traces', { environment: { tracing: { ...testEnvironment().tracing, enabled: false } } }],
  ['things that stay when it goes', { environment: { disposable: false } }],
])('a service that gets %s keeps its functions, security groups and logs', (_, changes) => {
  const [before, after] = [templateOf('canary:10%/5m'), serviceTemplate('canary:10%/5m', changes)];
  expect(changeOf(before, after)).not.toEqual({ added: [], removed: [], updated: [], replaced: [] });
  expect(inTheNetwork(after)).toEqual(inTheNetwork(before));
});

describe.each([...templates, ['internal', internal] as const])('%s', (_, template) => {
  const guard = guardOf(template);
  const needs = neededBy(template, guard);

  it('has nothing that is made before the guard is asked but what the guard needs', () => {
    const early = Object.keys(template.Resources).filter(
      (id) => id !== guard && !needs.has(id) && !neededBy(template, id).has(guard),
    );
    expect(early).toEqual([]);
  });

  it('has an order in which it can be made and removed', () => {
    const circles = Object.keys(template.Resources).filter((id) => neededBy(template, id).has(id));
    expect(circles).toEqual([]);
  });
});
