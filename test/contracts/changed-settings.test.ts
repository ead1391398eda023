import { synthesize, templatesOf } from '../shared/assembly';
import { CHANGED_PROJECTS } from '../shared/changed-projects';
import { collisionsOf, replacedBecause, resourcesIn } from '../shared/collisions';
import type { Placed } from '../shared/collisions';
import { STATEFUL } from '../shared/stateful-types';

const projects = new Map(
  [...CHANGED_PROJECTS].map(([name, input]) => [name, resourcesIn(templatesOf(synthesize(input)))]),
);
/** From HTTPS back to HTTP the redirect has the port: docs/deploying-after-a-release.md tells what to do first. */
function isToldBefore(collision: string): boolean {
  return /LoadBalancerRedirect\w+ → [\w-]+\/\w+LoadBalancerProduction/.test(collision);
}

const names = [...projects.keys()];
const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));

describe.each(pairs)('from %s to %s', (from, to) => {
  const before = projects.get(from) ?? new Map<string, Placed>();
  const after = projects.get(to) ?? new Map<string, Placed>();

  it('makes nothing that still is somewhere else', () => {
    expect(collisionsOf(before, after).filter((each) => !isToldBefore(each))).toEqual([]);
  });

  it('makes nothing anew that holds something', () => {
    const replaced = [...before].flatMap(([id, resource]) => {
      const next = after.get(id);
      return next && STATEFUL.has(resource.Type)
        ? replacedBecause(resource, next).map((property) => `${id}.${property}`)
        : [];
    });
    expect(replaced).toEqual([]);
  });
});

describe('a collision', () => {
  const rule = (Properties: Placed['Properties'], more: Partial<Placed> = {}): Placed => ({
    Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
    stack: 'A',
    Properties,
    ...more,
  });
  const first = { ListenerArn: { Ref: 'Web' }, Priority: 1 };
  const alarm = (AlarmName: string, stack = 'A'): Placed => ({
    Type: 'AWS::CloudWatch::Alarm',
    stack,
    Properties: { AlarmName },
  });

  it.each<[string, Record<string, Placed>, Record<string, Placed>, number]>([
    ['the same resource', { 'A/Old': rule(first) }, { 'A/Old': rule(first) }, 0],
    ['a second one of a kind', { 'A/Old': rule(first) }, { 'A/New': rule(first) }, 1],
    ['the same of another listener', { 'A/Old': rule(first) }, { 'B/New': rule(first, { stack: 'B' }) }, 0],
    ['a name that another stack has', { 'A/Old': alarm('x') }, { 'B/New': alarm('x', 'B') }, 1],
    ['another name', { 'A/Old': alarm('x') }, { 'A/New': alarm('y') }, 0],
    [
      'a place that is free in time',
      { 'A/Old': rule(first) },
      { 'A/Old': rule({ ...first, Priority: 2 }), 'A/New': rule(first, { DependsOn: 'Old' }) },
      0,
    ],
    [
      'a place that is free too late',
      { 'A/Old': rule(first) },
      { 'A/New': rule(first, { DependsOn: 'Old' }) },
      1,
    ],
    [
      'one that is made anew under its own name',
      { 'A/It': { Type: 'AWS::ECR::Repository', stack: 'A', Properties: { RepositoryName: 'x' } } },
      {
        'A/It': {
          Type: 'AWS::ECR::Repository',
          stack: 'A',
          Properties: { RepositoryName: 'x', EncryptionConfiguration: { EncryptionType: 'KMS' } },
        },
      },
      1,
    ],
  ])('is found or not in %s', (_, before, after, count) => {
    expect(collisionsOf(new Map(Object.entries(before)), new Map(Object.entries(after)))).toHaveLength(count);
  });
});
