import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ObservedService } from '../observed-service';
import { burnThreshold, windowLabel } from './burn-rate';
import type { BurnWindows } from './burn-rate';
import type { Condition } from './condition';
import { expressionOver } from './expression-over';

/**
 * Both windows of a budget: it burns when both conditions hold. The period of a metric is the window. Only the long
 * window counts the bad requests; the short one says whether there still are any.
 */
export function errorBudget(observed: ObservedService, windows: BurnWindows): Condition[] {
  const { availabilityPercent, minBadRequests } = observed.service.objective;
  const { requests, errors, unanswered } = observed.signals;
  // The load balancer does not count a request as one when it finds no target for it.
  const bad = unanswered ? 'FILL(errors, 0) + FILL(unanswered, 0)' : 'FILL(errors, 0)';
  const all = unanswered ? 'FILL(requests, 0) + FILL(unanswered, 0)' : 'requests';
  return bothWindows(
    windows,
    burnThreshold(availabilityPercent, windows),
    ({ minutes, isLong, threshold }) => ({
      kind: 'error-budget',
      meaning: `More than ${threshold} % of the requests to ${observed.name} failed in ${minutes} minutes; the objective is ${availabilityPercent} % without an error.`,
      metric: expressionOver(minutes, {
        label: 'errors in percent of requests',
        expression: `IF(${bad} >= ${isLong ? minBadRequests : 1}, 100 * (${bad}) / (${all}), 0)`,
        metrics: { requests, errors, ...(unanswered && { unanswered }) },
      }),
    }),
  );
}

/** The same for answers that come too late; the short window needs no count of requests, which saves a metric. */
export function latencyBudget(observed: ObservedService, windows: BurnWindows): Condition[] {
  const { latencyMs, latencyPercent, minBadRequests } = observed.service.objective;
  const { requests, latency, latencyUnitsPerSecond } = observed.signals;
  const limit = (latencyMs * latencyUnitsPerSecond) / 1000;
  // An alarm takes a percentile rank with two bounds; the lower one is not part of it.
  const inTime = latency.with({ statistic: `PR(0:${limit})` });
  const label = `slower than ${latencyMs} ms, in percent of requests`;
  return bothWindows(windows, burnThreshold(latencyPercent, windows), ({ minutes, isLong, threshold }) => ({
    kind: 'latency-budget',
    meaning: `More than ${threshold} % of the requests to ${observed.name} took longer than ${latencyMs} ms in ${minutes} minutes; the objective is ${latencyPercent} % in that time.`,
    metric: isLong
      ? expressionOver(minutes, {
          label,
          expression: `IF(requests * (100 - inTime) >= ${100 * minBadRequests}, 100 - inTime, 0)`,
          metrics: { requests, inTime },
        })
      : expressionOver(minutes, { label, expression: '100 - inTime', metrics: { inTime } }),
  }));
}

interface Window {
  readonly minutes: number;
  readonly isLong: boolean;
  /** Percent of bad requests above which the budget burns too fast. */
  readonly threshold: number;
}

/** The alarms of CloudWatch have one period for all their metrics, so each window is an alarm of its own. */
function bothWindows(
  { longMinutes, shortMinutes }: BurnWindows,
  threshold: number,
  burning: (window: Window) => Pick<Condition, 'kind' | 'meaning' | 'metric'>,
): Condition[] {
  return [longMinutes, shortMinutes].map((minutes) => ({
    ...burning({ minutes, isLong: minutes === longMinutes, threshold }),
    label: windowLabel(minutes),
    limit: { above: threshold },
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  }));
}
