import type { SamplingSubject } from './sampler';
import type { RuleRecord, RuleStatistics, RuleTarget } from './xray-answers';

/** What is the same for every request of a task. */
export interface SamplingService {
  /** Name in the trace. */
  readonly name: string;
  /** Kind of resource, for example `AWS::ECS::Container`. */
  readonly type: string;
  /** Annotations that every request of the task gets. */
  readonly attributes: Readonly<Record<string, string>>;
}

type Matches = (text: string) => boolean;

/**
 * One sampling rule and what this task has used of it, by the rules of
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sampling.html :
 * first the reservoir, then the fixed rate. Until X-Ray has granted a share of the reservoir, and when
 * that share has run out, one request a second is borrowed from it.
 */
export class SamplingRule {
  private readonly method: Matches;
  private readonly host: Matches;
  private readonly path: Matches;
  private readonly attributes: readonly (readonly [string, Matches])[];
  private target: RuleTarget | undefined;
  private second = -1;
  private takenInSecond = 0;
  private requests = 0;
  private sampled = 0;
  private borrowed = 0;

  constructor(
    private readonly record: RuleRecord,
    /** Answers numbers from 0 to 1. */
    private readonly random: () => number,
  ) {
    this.method = wildcard(record.HTTPMethod);
    this.host = wildcard(record.Host);
    this.path = wildcard(record.URLPath);
    this.attributes = Object.entries(record.Attributes).map(([key, pattern]) => [key, wildcard(pattern)]);
  }

  /** Name of the rule. */
  get name(): string {
    return this.record.RuleName;
  }

  /** Whether the request falls under this rule. */
  matches({ method, host, url, attributes }: SamplingSubject): boolean {
    return (
      this.method(method) &&
      this.path(pathOf(url)) &&
      this.host(host) &&
      this.attributes.every(([key, fits]) => {
        const value = attributes[key];
        return value !== undefined && fits(value);
      })
    );
  }

  /** Counts the request and decides whether it is traced; `now` is milliseconds since 1970. */
  decide(now: number): boolean {
    this.requests += 1;
    const wanted = this.takeFromReservoir(now) || this.random() < this.fixedRate();
    if (wanted) this.sampled += 1;
    return wanted;
  }

  /** What has been counted since the last call; undefined when nothing was. */
  takeStatistics(): RuleStatistics | undefined {
    if (this.requests === 0) return undefined;
    const statistics = {
      RuleName: this.name,
      RequestCount: this.requests,
      SampledCount: this.sampled,
      BorrowCount: this.borrowed,
    };
    this.requests = 0;
    this.sampled = 0;
    this.borrowed = 0;
    return statistics;
  }

  /** Takes over what X-Ray grants this task. */
  setTarget(target: RuleTarget): void {
    this.target = target;
  }

  /** This rule when it still says the same, with its counts and its target; else the new one. */
  orReplacedBy(newer: SamplingRule): SamplingRule {
    return JSON.stringify(newer.record) === JSON.stringify(this.record) ? this : newer;
  }

  private fixedRate(): number {
    return this.target?.FixedRate ?? this.record.FixedRate;
  }

  private takeFromReservoir(now: number): boolean {
    const second = Math.floor(now / 1_000);
    if (second !== this.second) {
      this.second = second;
      this.takenInSecond = 0;
    }
    const quota = this.quota(second);
    const limit = quota ?? Math.min(1, this.record.ReservoirSize);
    if (this.takenInSecond >= limit) return false;
    this.takenInSecond += 1;
    if (quota === undefined) this.borrowed += 1;
    return true;
  }

  private quota(second: number): number | undefined {
    const { ReservoirQuota: quota, ReservoirQuotaTTL: end = 0 } = this.target ?? {};
    return quota !== undefined && second <= end ? quota : undefined;
  }
}

/** The rules that can fit a request of this service, in the order in which they are tried. */
export function rulesFor(
  records: readonly RuleRecord[],
  service: SamplingService,
  random = Math.random,
): SamplingRule[] {
  return records
    .filter((record) => isFor(record, service))
    .sort((one, other) => one.Priority - other.Priority || (one.RuleName < other.RuleName ? -1 : 1))
    .map((record) => new SamplingRule(withoutSettled(record, service), random));
}

function isFor(
  { ServiceName, ServiceType, ResourceARN, Attributes }: RuleRecord,
  service: SamplingService,
): boolean {
  return (
    wildcard(ServiceName)(service.name) &&
    wildcard(ServiceType)(service.type) &&
    ResourceARN === '*' &&
    Object.entries(Attributes).every(([key, pattern]) => {
      const value = service.attributes[key];
      return value === undefined || wildcard(pattern)(value);
    })
  );
}

/** What is the same for every request of the task has been asked once, and is not asked again for each. */
function withoutSettled(record: RuleRecord, { attributes }: SamplingService): RuleRecord {
  const open = Object.entries(record.Attributes).filter(([key]) => attributes[key] === undefined);
  return { ...record, Attributes: Object.fromEntries(open) };
}

/** Matches a whole text, without regard to capitals; `*` stands for any characters and `?` for one. */
export function wildcard(pattern: string): Matches {
  if (pattern === '*') return () => true;
  const wanted = pattern.toLowerCase();
  return (text) => isLike(wanted, text.toLowerCase());
}

/**
 * Only the last star is ever tried again, which takes at most the length of the pattern times that of the text.
 * A regular expression would try all of them against each other, and visitors choose the text.
 */
function isLike(pattern: string, text: string): boolean {
  let [at, star, restart] = [0, -1, 0];
  for (let index = 0; index < text.length;) {
    if (pattern[at] === '*') {
      star = at;
      restart = index;
      at += 1;
    } else if (pattern[at] === '?' || pattern[at] === text[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      restart += 1;
      index = restart;
    } else return false;
  }
  return [...pattern.slice(at)].every((rest) => rest === '*');
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
