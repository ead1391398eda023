import { rulesFor, type SamplingRule, type SamplingService } from './rule';
import type { Sampler, SamplingSubject } from './sampler';
import type { SamplingClient } from './sampling-client';

/** Milliseconds after which the rules are asked for again. */
export const RULES_INTERVAL_MS = 300_000;
/** Milliseconds between two requests for targets, until X-Ray asks for another interval. */
export const TARGETS_INTERVAL_MS = 10_000;
/** Rules older than this are not trusted any more; the fallback decides until new ones arrive. */
const RULES_LIFE_MS = 3_600_000;
/** Milliseconds until the first repetition of a failed call; doubled up to `TARGETS_INTERVAL_MS`. */
const FIRST_RETRY_MS = 250;
/** X-Ray may ask for a rest, but not for silence. */
const MAX_INTERVAL_MS = 300_000;

/** What the sampler works with. */
export interface XRaySamplerOptions {
  readonly client: SamplingClient;
  readonly service: SamplingService;
  /** Decides while there are no rules. */
  readonly fallback: Sampler;
  /** Milliseconds since 1970; default the clock. */
  readonly now?: () => number;
  readonly random?: () => number;
}

/**
 * Decides by the sampling rules of X-Ray. The agent starts beside the service and may come later, or go:
 * until it answers, the fallback decides, and nothing here waits for it.
 */
export class XRaySampler implements Sampler {
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly now: () => number;
  private rules: SamplingRule[] = [];
  /** When the rules were asked for last with success, in milliseconds since 1970. */
  private readAt = 0;
  private failures = 0;
  private stopped = false;

  constructor(private readonly options: XRaySamplerOptions) {
    this.now = options.now ?? Date.now;
  }

  /** Asks for the rules now and keeps them and the targets fresh from then on. */
  start(): void {
    void this.refreshRules().then(() => this.later(TARGETS_INTERVAL_MS, () => this.refreshTargets()));
  }

  decide(subject: SamplingSubject): boolean {
    const now = this.now();
    if (now - this.readAt > RULES_LIFE_MS) return this.options.fallback.decide(subject);
    const rule = this.rules.find((candidate) => candidate.matches(subject));
    return rule ? rule.decide(now) : this.options.fallback.decide(subject);
  }

  stop(): void {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private async refreshRules(): Promise<void> {
    const next = (await this.readRules()) ? RULES_INTERVAL_MS : this.retryPause();
    this.later(next, () => this.refreshRules());
  }

  private async refreshTargets(): Promise<void> {
    const next = await this.readTargets().catch(() => TARGETS_INTERVAL_MS);
    this.later(next, () => this.refreshTargets());
  }

  private async readRules(): Promise<boolean> {
    try {
      const records = await this.options.client.rules();
      const known = new Map(this.rules.map((rule) => [rule.name, rule]));
      const { service, random } = this.options;
      this.rules = rulesFor(records, service, random).map(
        (rule) => known.get(rule.name)?.orReplacedBy(rule) ?? rule,
      );
      this.readAt = this.now();
      this.failures = 0;
      return true;
    } catch {
      this.failures += 1;
      return false;
    }
  }

  /** Reports what was counted; answers with the milliseconds until the next report. */
  private async readTargets(): Promise<number> {
    const statistics = this.rules.flatMap((rule) => rule.takeStatistics() ?? []);
    if (statistics.length === 0) return TARGETS_INTERVAL_MS;
    const { targets, lastRuleModification } = await this.options.client.targets(statistics);
    const byName = new Map(targets.map((target) => [target.RuleName, target]));
    for (const rule of this.rules) {
      const target = byName.get(rule.name);
      if (target) rule.setTarget(target);
    }
    if (lastRuleModification * 1_000 > this.readAt) await this.readRules();
    const wanted = targets.flatMap(({ Interval }) => (Interval ? [Interval * 1_000] : []));
    const soonest = wanted.length > 0 ? Math.min(...wanted) : TARGETS_INTERVAL_MS;
    return Math.min(MAX_INTERVAL_MS, Math.max(1_000, soonest));
  }

  private retryPause(): number {
    return Math.min(TARGETS_INTERVAL_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1));
  }

  private later(ms: number, act: () => Promise<void>): void {
    if (this.stopped) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void act();
    }, ms);
    timer.unref();
    this.timers.add(timer);
  }
}
