import { rulesFor, wildcard, type SamplingService } from '../../../../app/shared/sampling/rule';
import type { SamplingSubject } from '../../../../app/shared/sampling/sampler';
import type { RuleRecord } from '../../../../app/shared/sampling/xray-answers';
import { processorMs } from '../../../shared/processor-time';
import { DEFAULT_RULE } from './default-rule';

const service: SamplingService = {
  name: 'storefront',
  type: 'AWS::ECS::Container',
  attributes: { release_version: 'v7', deployment_environment: 'sandbox' },
};

const request: SamplingSubject = {
  method: 'POST',
  url: '/api/orders?coupon=1',
  host: 'shop.example.com',
  attributes: { deployment_colour: 'green', experiment_variant: undefined },
};

function one(record: Partial<RuleRecord>, random = 0.5) {
  const [rule] = rulesFor([{ ...DEFAULT_RULE, ...record }], service, () => random);
  if (!rule) throw new Error('the rule is not for this service');
  return rule;
}

describe('a pattern', () => {
  test.each([
    ['*', 'anything', true],
    ['*', '', true],
    ['/api/orders', '/api/orders', true],
    ['/api/orders', '/api/orders/1', false],
    ['/api/*', '/api/orders/1', true],
    ['/api/*', '/apiorders', false],
    ['*/orders', '/api/orders', true],
    ['/a?i/*', '/api/x', true],
    ['/a?i/*', '/ai/x', false],
    ['*a**b*', 'xxaxxbxx', true],
    ['GET', 'get', true],
    ['/a.c', '/abc', false],
    ['/a.c*', '/a.cd', true],
    ['/(x)[1]+*', '/(x)[1]+y', true],
    ['', '', true],
    ['', 'x', false],
    ['**', '', true],
    ['?', '', false],
    ['?*', '*', true],
    ['*ab', 'aab', true],
    ['a*b?d*', 'axbcbcd', true],
    ['*a?', 'aaab', true],
    ['*a?b', 'aaac', false],
  ])('%p fits %p: %p', (pattern, text, expected) => {
    expect(wildcard(pattern)(text)).toBe(expected);
  });
});

test('a pattern of many stars takes no longer over a long path than over a short one, for each character', () => {
  const fits = wildcard(`${'*a'.repeat(60)}*b`);
  const start = processorMs();
  expect(fits('a'.repeat(16_000))).toBe(false);
  expect(processorMs() - start).toBeLessThan(500);
});

describe('a rule fits a request', () => {
  test.each<[Partial<RuleRecord>, boolean]>([
    [{}, true],
    [{ URLPath: '/api/orders' }, true],
    [{ URLPath: '/api/products' }, false],
    [{ HTTPMethod: 'POST' }, true],
    [{ HTTPMethod: 'GET' }, false],
    [{ Host: '*.example.com' }, true],
    [{ Host: 'example.com' }, false],
    [{ Attributes: { release_version: 'v?' } }, true],
    [{ Attributes: { deployment_colour: 'gr*', deployment_environment: 'sandbox' } }, true],
    [{ Attributes: { deployment_colour: 'blue' } }, false],
    [{ Attributes: { release_version: 'v7', experiment_variant: '*' } }, false],
    [{ Attributes: { nobody: '*' } }, false],
  ])('with %p: %p', (record, expected) => {
    expect(one(record).matches(request)).toBe(expected);
  });

  test.each<[Partial<RuleRecord>, number]>([
    [{ ServiceName: 'store*' }, 1],
    [{ ServiceName: 'catalog' }, 0],
    [{ ServiceType: 'AWS::ECS::Container' }, 1],
    [{ ServiceType: 'AWS::Lambda::Function' }, 0],
    [{ Attributes: { deployment_environment: 'sandbox' } }, 1],
    [{ Attributes: { deployment_environment: 'staging' } }, 0],
    [{ Attributes: { release_version: 'v8', deployment_environment: 'sandbox' } }, 0],
    [{ ResourceARN: 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop' }, 0],
  ])('of a service only when it is for that service: %p', (record, count) => {
    expect(rulesFor([{ ...DEFAULT_RULE, ...record }], service)).toHaveLength(count);
  });

  test('the lowest priority comes first, then the name', () => {
    const record = (RuleName: string, Priority: number) => ({ ...DEFAULT_RULE, RuleName, Priority });
    const rules = rulesFor(
      [record('Default', 10_000), record('b', 5), record('c', 1), record('a', 5)],
      service,
    );
    expect(rules.map(({ name }) => name)).toEqual(['c', 'a', 'b', 'Default']);
  });
});

describe('the reservoir', () => {
  const second = 1_700_000_000;
  const at = (seconds: number) => (second + seconds) * 1_000;

  test('lends one request a second until X-Ray has granted a share', () => {
    const rule = one({ ReservoirSize: 50 });
    expect([rule.decide(at(0)), rule.decide(at(0.9)), rule.decide(at(1))]).toEqual([true, false, true]);
    expect(rule.takeStatistics()).toEqual({
      RuleName: 'Default',
      RequestCount: 3,
      SampledCount: 2,
      BorrowCount: 2,
    });
    expect(rule.takeStatistics()).toBeUndefined();
  });

  test('of size 0 lends nothing', () => {
    const rule = one({ ReservoirSize: 0 });
    expect([rule.decide(at(0)), rule.decide(at(1))]).toEqual([false, false]);
  });

  test('gives the granted share of each second until its end, then lends again', () => {
    const rule = one({ ReservoirSize: 50 });
    rule.setTarget({ RuleName: 'Default', FixedRate: 0, ReservoirQuota: 3, ReservoirQuotaTTL: second + 1 });
    const taken = (seconds: number) =>
      Array.from({ length: 9 }, () => rule.decide(at(seconds))).filter(Boolean).length;
    expect([taken(0), taken(1), taken(2)]).toEqual([3, 3, 1]);
    expect(rule.takeStatistics()).toMatchObject({ RequestCount: 27, SampledCount: 7, BorrowCount: 1 });
  });

  test('a share of 0 gives nothing, and nothing is lent', () => {
    const rule = one({ ReservoirSize: 50 });
    rule.setTarget({ RuleName: 'Default', FixedRate: 0, ReservoirQuota: 0, ReservoirQuotaTTL: second });
    expect(rule.decide(at(0))).toBe(false);
  });
});

describe('the fixed rate', () => {
  test.each([
    [0.6, true],
    [0.5, false],
  ])('of %p takes a request that draws 0.5: %p', (FixedRate, expected) => {
    expect(one({ FixedRate }).decide(0)).toBe(expected);
  });

  test('is the one of the target once there is one', () => {
    const rule = one({ FixedRate: 0 });
    rule.setTarget({ RuleName: 'Default', FixedRate: 1 });
    expect(rule.decide(0)).toBe(true);
  });
});

test('a rule that still says the same keeps its counts, a changed one begins anew', () => {
  const rule = one({ URLPath: '/a' });
  rule.decide(0);
  expect(rule.orReplacedBy(one({ URLPath: '/a' }))).toBe(rule);
  const changed = one({ URLPath: '/b' });
  expect(rule.orReplacedBy(changed)).toBe(changed);
});
