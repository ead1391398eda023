import type { SamplingSubject } from '../../../../app/shared/sampling/sampler';
import type { SamplingClient } from '../../../../app/shared/sampling/sampling-client';
import type { RuleRecord, RuleStatistics, TargetsAnswer } from '../../../../app/shared/sampling/xray-answers';
import {
  RULES_INTERVAL_MS,
  TARGETS_INTERVAL_MS,
  XRaySampler,
} from '../../../../app/shared/sampling/xray-sampler';
import { DEFAULT_RULE } from './default-rule';

const START = 1_700_000_000_000;

const checkout: RuleRecord = {
  ...DEFAULT_RULE,
  RuleName: 'checkout',
  Priority: 1,
  URLPath: '/api/orders',
  FixedRate: 1,
};

const asks = (url: string): SamplingSubject => ({ method: 'GET', url, host: '', attributes: {} });

/** An agent that answers what `rules` and `answer` say at the moment, or fails when it is away. */
function setUp() {
  const agent = {
    away: false,
    rules: [DEFAULT_RULE, checkout] as readonly RuleRecord[],
    answer: { targets: [], lastRuleModification: 0 } as TargetsAnswer,
    rulesAsked: 0,
    reports: [] as (readonly RuleStatistics[])[],
  };
  const client: SamplingClient = {
    rules() {
      agent.rulesAsked += 1;
      return agent.away ? Promise.reject(new Error('away')) : Promise.resolve(agent.rules);
    },
    targets(statistics) {
      agent.reports.push(statistics);
      return agent.away ? Promise.reject(new Error('away')) : Promise.resolve(agent.answer);
    },
  };
  const fallback = { decide: jest.fn(() => true), stop: () => undefined };
  const sampler = new XRaySampler({
    client,
    fallback,
    service: { name: 'storefront', type: '', attributes: {} },
    random: () => 0.5,
  });
  return { agent, sampler, fallback };
}

beforeEach(() => {
  jest.useFakeTimers({ now: START });
});
afterEach(() => {
  jest.useRealTimers();
});

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

test('the first rule that fits decides', async () => {
  const { sampler } = setUp();
  sampler.start();
  await pass(0);
  expect([sampler.decide(asks('/api/orders')), sampler.decide(asks('/'))]).toEqual([true, false]);
  sampler.stop();
});

test('until there are rules the fallback decides', async () => {
  const { sampler, fallback } = setUp();
  expect(sampler.decide(asks('/'))).toBe(true);
  sampler.start();
  await pass(0);
  sampler.decide(asks('/'));
  expect(fallback.decide).toHaveBeenCalledTimes(1);
  sampler.stop();
});

test('when no rule fits the fallback decides', async () => {
  const { agent, sampler, fallback } = setUp();
  agent.rules = [checkout];
  sampler.start();
  await pass(0);
  expect(sampler.decide(asks('/'))).toBe(true);
  expect(fallback.decide).toHaveBeenCalledTimes(1);
  sampler.stop();
});

test('an agent that starts later than the service is asked again soon, and not ever faster', async () => {
  const { agent, sampler } = setUp();
  agent.away = true;
  sampler.start();
  await pass(1_800);
  expect(agent.rulesAsked).toBe(4);
  await pass(60_000);
  expect(agent.rulesAsked).toBeLessThan(14);
  agent.away = false;
  await pass(10_000);
  expect(sampler.decide(asks('/api/orders'))).toBe(true);
  expect(sampler.decide(asks('/'))).toBe(false);
  sampler.stop();
});

test('rules are asked for again after five minutes and then used', async () => {
  const { agent, sampler } = setUp();
  sampler.start();
  await pass(0);
  agent.rules = [{ ...DEFAULT_RULE, FixedRate: 1 }];
  await pass(RULES_INTERVAL_MS - 1);
  expect(sampler.decide(asks('/'))).toBe(false);
  await pass(1);
  expect(sampler.decide(asks('/'))).toBe(true);
  sampler.stop();
});

test('rules outlive an agent that has gone, for an hour', async () => {
  const { agent, sampler, fallback } = setUp();
  sampler.start();
  await pass(0);
  agent.away = true;
  await pass(3_600_000);
  expect(sampler.decide(asks('/'))).toBe(false);
  await pass(1);
  expect(sampler.decide(asks('/'))).toBe(true);
  expect(fallback.decide).toHaveBeenCalledTimes(1);
  sampler.stop();
});

test('what was counted is reported once and what is granted is used', async () => {
  const { agent, sampler } = setUp();
  agent.answer = { targets: [{ RuleName: 'Default', FixedRate: 1, Interval: 30 }], lastRuleModification: 0 };
  sampler.start();
  await pass(0);
  sampler.decide(asks('/'));
  await pass(TARGETS_INTERVAL_MS);
  expect(agent.reports).toEqual([
    [{ RuleName: 'Default', RequestCount: 1, SampledCount: 0, BorrowCount: 0 }],
  ]);
  expect(sampler.decide(asks('/'))).toBe(true);
  await pass(29_999);
  expect(agent.reports).toHaveLength(1);
  await pass(1);
  expect(agent.reports[1]).toEqual([
    { RuleName: 'Default', RequestCount: 1, SampledCount: 1, BorrowCount: 0 },
  ]);
  sampler.stop();
});

test('rules that have changed meanwhile are asked for at once', async () => {
  const { agent, sampler } = setUp();
  sampler.start();
  await pass(0);
  sampler.decide(asks('/'));
  agent.rules = [{ ...DEFAULT_RULE, FixedRate: 1 }];
  agent.answer = { targets: [], lastRuleModification: START / 1_000 + 5 };
  await pass(TARGETS_INTERVAL_MS);
  expect(agent.rulesAsked).toBe(2);
  expect(sampler.decide(asks('/'))).toBe(true);
  sampler.stop();
});

test('a report that fails is followed by the next one', async () => {
  const { agent, sampler } = setUp();
  sampler.start();
  await pass(0);
  agent.away = true;
  sampler.decide(asks('/'));
  await pass(TARGETS_INTERVAL_MS);
  sampler.decide(asks('/'));
  await pass(TARGETS_INTERVAL_MS);
  expect(agent.reports).toHaveLength(2);
  sampler.stop();
});

test('nothing is asked any more once it has stopped', async () => {
  const { agent, sampler } = setUp();
  sampler.start();
  await pass(0);
  sampler.decide(asks('/'));
  sampler.stop();
  await pass(RULES_INTERVAL_MS * 2);
  expect([agent.rulesAsked, agent.reports.length]).toEqual([1, 0]);
  expect(jest.getTimerCount()).toBe(0);
});
