import type { SamplingRuleModel } from '../../sampling-rule-model';

/** What a service tells about one rule when it asks for targets. */
export interface SamplingStatistics {
  readonly RuleName: string;
  /** 24 hexadecimal digits that a process chooses for itself. */
  readonly ClientID: string;
}

/** The sampling rules of an account, and the quota of each process that asks. */
export interface Sampling {
  /** Answer of `GetSamplingRules`. */
  rules(): object;
  /** Answer of `GetSamplingTargets`. */
  targets(statistics: readonly SamplingStatistics[]): object;
}

/** Seconds until a process asks again, and until a quota ends; those that the documentation of X-Ray names. */
const INTERVAL_SECONDS = 10;
/** Processes that are remembered for each rule. */
const MOST_CLIENTS = 1_000;

/** The rule that every account has; a template may change it under the same name. */
const DEFAULT_RULE = {
  RuleName: 'Default',
  Priority: 10_000,
  FixedRate: 0.05,
  ReservoirSize: 1,
  ResourceARN: '*',
  ServiceName: '*',
  ServiceType: '*',
  Host: '*',
  HTTPMethod: '*',
  URLPath: '*',
  Version: 1,
  Attributes: {},
} as const;

/**
 * Answers as X-Ray does for one account: every rule, and a share of each rule's reservoir for every process that asked
 * lately. `now` is milliseconds since 1970.
 */
export function createSampling(models: readonly SamplingRuleModel[], now: () => number = Date.now): Sampling {
  const createdAt = Math.floor(now() / 1000);
  const rules = withDefault(models);
  const clients = new Map<string, Map<string, number>>();
  const share = (rule: string, client: string, reservoir: number): number => {
    const known = clients.get(rule) ?? new Map<string, number>();
    clients.set(rule, known);
    for (const [id, seen] of known) if (now() - seen > 2 * INTERVAL_SECONDS * 1000) known.delete(id);
    if (known.size < MOST_CLIENTS) known.set(client, now());
    return Math.ceil(reservoir / Math.max(1, known.size));
  };
  const target = (rule: Rule, client: string) => ({
    RuleName: rule.RuleName,
    FixedRate: rule.FixedRate,
    ReservoirQuota: share(rule.RuleName, client, rule.ReservoirSize),
    ReservoirQuotaTTL: Math.floor(now() / 1000) + INTERVAL_SECONDS,
    Interval: INTERVAL_SECONDS,
  });
  const dates = { CreatedAt: createdAt, ModifiedAt: createdAt };
  return {
    rules: () => ({
      SamplingRuleRecords: rules.map((SamplingRule) => ({ SamplingRule, ...dates })),
    }),
    targets: (statistics) => ({
      LastRuleModification: createdAt,
      SamplingTargetDocuments: statistics.flatMap(({ RuleName, ClientID }) =>
        rules.filter((rule) => rule.RuleName === RuleName).map((rule) => target(rule, ClientID)),
      ),
      UnprocessedStatistics: statistics
        .filter(({ RuleName }) => !rules.some((rule) => rule.RuleName === RuleName))
        .map(({ RuleName }) => ({ RuleName, ErrorCode: '400', Message: 'There is no such rule.' })),
    }),
  };
}

type Rule = SamplingRuleModel['rule'] | typeof DEFAULT_RULE;

function withDefault(models: readonly SamplingRuleModel[]): Rule[] {
  const own = models.map(({ rule }) => rule);
  const rules = own.some(({ RuleName }) => RuleName === DEFAULT_RULE.RuleName) ? own : [...own, DEFAULT_RULE];
  return [...rules].sort((a, b) => a.Priority - b.Priority);
}
