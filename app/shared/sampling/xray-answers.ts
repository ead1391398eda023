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

/** The longest field of a rule: https://docs.aws.amazon.com/xray/latest/api/API_SamplingRule.html */
const MAX_PATTERN = 500;
/** More members than a rule and its five attributes can have. */
const MAX_FIELDS = 50;

/**
 * Reads an answer to `GetSamplingRules`; a rule that is not usable is left out.
 * @throws Error when it is no such answer at all
 */
export function readRules(body: unknown): readonly RuleRecord[] {
  return listOf(body, 'SamplingRuleRecords')
    .map((record) => asObject(record.SamplingRule))
    .flatMap((rule) => (isNamed(rule) && isShort(rule) ? [readRule(rule)] : []));
}

/**
 * Reads an answer to `SamplingTargets`; a target that is not usable is left out.
 * @throws Error when it is no such answer at all
 */
export function readTargets(body: unknown): TargetsAnswer {
  return {
    targets: listOf(body, 'SamplingTargetDocuments').flatMap((target) => readTarget(target) ?? []),
    lastRuleModification: count(asObject(body).LastRuleModification) ?? 0,
  };
}

function readTarget(target: Json): RuleTarget | undefined {
  const FixedRate = rate(target.FixedRate);
  if (!isNamed(target) || FixedRate === undefined) return undefined;
  return {
    RuleName: target.RuleName,
    FixedRate,
    ReservoirQuota: count(target.ReservoirQuota),
    ReservoirQuotaTTL: count(target.ReservoirQuotaTTL),
    Interval: count(target.Interval),
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
    Priority: count(rule.Priority) ?? 10_000,
    FixedRate: rate(rule.FixedRate) ?? 0,
    ReservoirSize: count(rule.ReservoirSize) ?? 0,
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

/** Each request is held against every pattern, so none may be long. */
function isShort({ Attributes, ...rule }: Json): boolean {
  const texts = [...Object.values(rule), ...Object.entries(asObject(Attributes)).flat()];
  return texts.length <= MAX_FIELDS && texts.every((text) => String(text).length <= MAX_PATTERN);
}

/** A number from 0, which nobody must have written as `1e999`. */
function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** A share of all requests. */
function rate(value: unknown): number | undefined {
  const share = count(value);
  return share !== undefined && share <= 1 ? share : undefined;
}
