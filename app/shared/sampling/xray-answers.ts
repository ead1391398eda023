/** One rule in the answer to `GetSamplingRules`. */
export interface RuleRecord {
  readonly RuleName: string;
  readonly Priority: number;
  /** Share of the requests beyond the reservoir, 0 to 1. */
  readonly FixedRate: number;
  /** Requests a second that all tasks together trace first. */
  readonly ReservoirSize: number;
  readonly ServiceName: string;
  readonly ServiceType: string;
  readonly Host: string;
  readonly HTTPMethod: string;
  readonly URLPath: string;
  readonly ResourceARN: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

/** What X-Ray grants this task for one rule until `ReservoirQuotaTTL`. */
export interface RuleTarget {
  readonly RuleName: string;
  readonly FixedRate: number;
  /** Requests a second that this task may trace from the reservoir; absent while X-Ray has not worked it out. */
  readonly ReservoirQuota?: number;
  /** Seconds since 1970. */
  readonly ReservoirQuotaTTL?: number;
  /** Seconds until X-Ray wants to be asked again. */
  readonly Interval?: number;
}

/** What a task reports about one rule when it asks for its target. */
export interface RuleStatistics {
  readonly RuleName: string;
  readonly RequestCount: number;
  readonly SampledCount: number;
  readonly BorrowCount: number;
}

/** The useful part of an answer to `SamplingTargets`. */
export interface TargetsAnswer {
  readonly targets: readonly RuleTarget[];
  /** Seconds since 1970; 0 when it was not said. */
  readonly lastRuleModification: number;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads an answer to `GetSamplingRules`; a rule that is not usable is left out.
 * @throws Error when it is no such answer at all
 */
export function readRules(body: unknown): readonly RuleRecord[] {
  return listOf(body, 'SamplingRuleRecords')
    .map((record) => asObject(record.SamplingRule))
    .flatMap((rule) => (isNamed(rule) ? [readRule(rule)] : []));
}

/**
 * Reads an answer to `SamplingTargets`; a target that is not usable is left out.
 * @throws Error when it is no such answer at all
 */
export function readTargets(body: unknown): TargetsAnswer {
  return {
    targets: listOf(body, 'SamplingTargetDocuments').flatMap((target) =>
      isNamed(target) && typeof target.FixedRate === 'number'
        ? [
            {
              RuleName: target.RuleName,
              FixedRate: target.FixedRate,
              ReservoirQuota: optionalNumber(target.ReservoirQuota),
              ReservoirQuotaTTL: optionalNumber(target.ReservoirQuotaTTL),
              Interval: optionalNumber(target.Interval),
            },
          ]
        : [],
    ),
    lastRuleModification: optionalNumber(asObject(body).LastRuleModification) ?? 0,
  };
}

/** The token of the next page of rules, if there is one. */
export function nextToken(body: unknown): string | undefined {
  const { NextToken: token } = asObject(body);
  return typeof token === 'string' && token !== '' ? token : undefined;
}

function readRule(rule: Json & { RuleName: string }): RuleRecord {
  const text = (key: string): string => (typeof rule[key] === 'string' ? rule[key] : '*');
  const attributes = Object.entries(asObject(rule.Attributes)).map(([key, value]) => [key, String(value)]);
  return {
    RuleName: rule.RuleName,
    Priority: optionalNumber(rule.Priority) ?? 10_000,
    FixedRate: optionalNumber(rule.FixedRate) ?? 0,
    ReservoirSize: optionalNumber(rule.ReservoirSize) ?? 0,
    ServiceName: text('ServiceName'),
    ServiceType: text('ServiceType'),
    Host: text('Host'),
    HTTPMethod: text('HTTPMethod'),
    URLPath: text('URLPath'),
    ResourceARN: text('ResourceARN'),
    Attributes: Object.fromEntries(attributes) as Record<string, string>,
  };
}

function listOf(body: unknown, key: string): readonly Json[] {
  const list = asObject(body)[key];
  if (!Array.isArray(list)) throw new Error(`the answer has no ${key}`);
  return list.map(asObject);
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function isNamed(value: Json): value is Json & { RuleName: string } {
  return typeof value.RuleName === 'string';
}

function optionalNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
