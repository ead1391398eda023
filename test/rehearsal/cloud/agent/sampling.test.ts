import { readRules, readTargets } from '../../../../app/shared/sampling/xray-answers';
import { createSampling } from '../../../../rehearsal/cloud/agent/sampling';
import type { SamplingRuleModel } from '../../../../rehearsal/sampling-rule-model';

const NOW = 1_790_000_000_000;

function rule(RuleName: string, Priority: number, ReservoirSize = 10): SamplingRuleModel {
  const any = { ResourceARN: '*', ServiceName: '*', ServiceType: '*', Host: '*', HTTPMethod: '*' };
  const numbers = { Priority, FixedRate: 0.5, ReservoirSize, Version: 1 };
  return { arn: RuleName, rule: { RuleName, ...numbers, ...any, URLPath: '/api/*', Attributes: {} } };
}

const asks = (RuleName: string, ClientID: string) => ({ RuleName, ClientID });

it('tells the rules of the templates by priority, then the one that every account has', () => {
  const rules = readRules(createSampling([rule('second', 20), rule('first', 10)]).rules());
  expect(rules.map(({ RuleName, Priority }) => [RuleName, Priority])).toEqual([
    ['first', 10],
    ['second', 20],
    ['Default', 10_000],
  ]);
  expect(rules[0]).toMatchObject({ FixedRate: 0.5, ReservoirSize: 10, URLPath: '/api/*' });
  expect(rules[2]).toMatchObject({ FixedRate: 0.05, ReservoirSize: 1, URLPath: '*' });
});

it('lets a template change the default rule', () => {
  const rules = readRules(createSampling([rule('Default', 10_000, 3)]).rules());
  expect(rules).toMatchObject([{ RuleName: 'Default', ReservoirSize: 3 }]);
});

it('shares a reservoir among the processes that asked lately', () => {
  let now = NOW;
  const sampling = createSampling([rule('orders', 10)], () => now);
  const quota = (client: string) => readTargets(sampling.targets([asks('orders', client)])).targets[0];
  expect(quota('a')).toEqual({
    ...{ RuleName: 'orders', FixedRate: 0.5, ReservoirQuota: 10, Interval: 10 },
    ReservoirQuotaTTL: NOW / 1000 + 10,
  });
  expect([quota('b'), quota('c'), quota('b')].map((one) => one?.ReservoirQuota)).toEqual([5, 4, 4]);
  now += 21_000;
  expect(quota('a')?.ReservoirQuota).toBe(10);
});

it('answers a rule that there is not as unprocessed', () => {
  const sampling = createSampling([], () => NOW);
  expect(sampling.targets([asks('gone', 'a'), asks('Default', 'a')])).toMatchObject({
    LastRuleModification: NOW / 1000,
    SamplingTargetDocuments: [{ RuleName: 'Default' }],
    UnprocessedStatistics: [{ RuleName: 'gone', ErrorCode: '400' }],
  });
});
