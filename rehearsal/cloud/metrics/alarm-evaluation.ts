import type { AlarmModel } from '../../model';
import type { AlarmState } from '../types';
import type { Series } from './math';

/** The part of an alarm that decides its state. */
export type AlarmRule = Pick<
  AlarmModel,
  'comparison' | 'threshold' | 'evaluationPeriods' | 'datapointsToAlarm' | 'treatMissingData'
>;

/** What an evaluation says. */
export interface Verdict {
  readonly state: AlarmState;
  readonly reason: string;
}

/** Periods that CloudWatch looks back at: two more than it evaluates, so that single gaps can be bridged. */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + 2;
}

/**
 * State of an alarm after one more period. `points` is the evaluation range, oldest first; `current` is the
 * state until now. Rules and example tables: "Configuring how CloudWatch alarms treat missing data" and
 * "Avoiding premature transitions to alarm state",
 * docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluateAlarm(rule: AlarmRule, points: Series, current: AlarmState): Verdict {
  const real = points.filter((value) => value !== undefined);
  const evaluated = real.slice(-rule.evaluationPeriods);
  const breaching = evaluated.filter((value) => breaches(rule, value));
  const missing = rule.evaluationPeriods - evaluated.length;
  const filled = breaching.length + (rule.treatMissingData === 'breaching' ? missing : 0);
  const alarm = { state: 'ALARM', reason: alarmReason(rule, breaching, filled - breaching.length) } as const;
  if (filled >= rule.datapointsToAlarm) return alarm;
  const treatsGaps = rule.treatMissingData === 'ignore' || rule.treatMissingData === 'missing';
  if (missing <= 0 || !treatsGaps || breaching.length < real.length) return ok(rule, breaching.length);
  // Only breaching points, or none at all, and too few of them to decide.
  if (rule.treatMissingData === 'ignore') return { state: current, reason: 'no data: the state is kept' };
  if (oldestAge(points) >= rule.datapointsToAlarm) return alarm;
  return { state: 'INSUFFICIENT_DATA', reason: 'not enough data' };
}

/** Age of the oldest real point, in periods; the newest period has age 1. */
function oldestAge(points: Series): number {
  const index = points.findIndex((value) => value !== undefined);
  return index === -1 ? 0 : points.length - index;
}

const COMPARISONS: Readonly<
  Record<string, { readonly words: string; holds(a: number, b: number): boolean }>
> = {
  GreaterThanThreshold: { words: 'above', holds: (a, b) => a > b },
  GreaterThanOrEqualToThreshold: { words: 'at or above', holds: (a, b) => a >= b },
  LessThanThreshold: { words: 'below', holds: (a, b) => a < b },
  LessThanOrEqualToThreshold: { words: 'at or below', holds: (a, b) => a <= b },
};

/** True when `evaluateAlarm` can compare with this operator. */
export function isKnownComparison(comparison: string): boolean {
  return Object.hasOwn(COMPARISONS, comparison);
}

function breaches(rule: AlarmRule, value: number): boolean {
  return COMPARISONS[rule.comparison]?.holds(value, rule.threshold) ?? false;
}

function alarmReason(rule: AlarmRule, values: readonly number[], gaps: number): string {
  const words = COMPARISONS[rule.comparison]?.words ?? rule.comparison;
  const shown = values.map((value) => Number(value.toPrecision(4))).join(', ');
  const missing = gaps > 0 ? ` and ${gaps} missing` : '';
  const count = `${values.length + gaps} of ${rule.evaluationPeriods} periods`;
  return `${count} ${words} ${rule.threshold}: ${shown}${missing}`;
}

function ok(rule: AlarmRule, breaching: number): Verdict {
  return { state: 'OK', reason: `${breaching} of ${rule.evaluationPeriods} periods breach the threshold` };
}
