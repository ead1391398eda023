import { DELIVERY_DEFAULTS } from '../../lib/config/delivery-limits';
import { deliverySchema } from '../../lib/config/delivery-schema';
import { DETECTION_MINUTES, plannedMinutes, shiftMinutes, trafficPlan } from '../../lib/delivery/plan';
import type { TrafficPlan } from '../../lib/delivery/plan';
import { parseStrategy } from '../../lib/delivery/strategy-text';
import { table } from './markdown';

/** One of each kind, with numbers that people often take. */
const EXAMPLES = ['all-at-once', 'blue-green', 'canary:10%/5m', 'linear:10%/1m', 'rolling'];

/** Minutes after the first shift in which an alarm finds most faults. */
const FOUND_WITHIN_MINUTES = DETECTION_MINUTES.mostly;

/**
 * Share of the requests, in percent, that a plan gives to the new version in its first `minutes`: what users feel of
 * a fault that is found by then. NaN for a plan that does not go by the clock.
 */
export function exposure({ pace, steps }: TrafficPlan, minutes: number): number {
  if (pace === 'tasks') return Number.NaN;
  const seconds = Array.from({ length: minutes * 60 }, (_, second) => second / 60);
  const percents = seconds.map((minute) => steps.findLast((step) => step.minute <= minute)?.percent ?? 0);
  return percents.reduce((sum, percent) => sum + percent, 0) / percents.length;
}

/** What each kind of delivery costs and risks, from its plan. */
export function strategyTable(): string {
  const rows = EXAMPLES.map((text) => {
    const plan = trafficPlan(deliverySchema.parse(parseStrategy(text)));
    return [`\`${text}\``, ...(plan.pace === 'tasks' ? rollingRow() : clockRow(plan))];
  });
  return table(
    [
      'strategy',
      'first users',
      'everyone after',
      'old version kept',
      `requests at risk in ${FOUND_WITHIN_MINUTES} minutes`,
      'tasks meanwhile',
      'extra task minutes',
      'way back',
    ],
    rows,
  );
}

function clockRow(plan: TrafficPlan): string[] {
  const { steps, bakeMinutes } = plan;
  const shift = shiftMinutes(steps);
  return [
    `${steps[0]?.percent ?? 0} %`,
    shift === 0 ? 'at once' : `${shift} min`,
    bakeMinutes === 0 ? 'not at all' : `${bakeMinutes} min`,
    `${Math.round(exposure(plan, FOUND_WITHIN_MINUTES))} %`,
    '200 %',
    `${plannedMinutes(plan)} each, and start-up`,
    bakeMinutes === 0 && shift === 0 ? 'another release' : 'seconds, while the old version is kept',
  ];
}

function rollingRow(): string[] {
  return [
    'one task',
    'the last task is healthy',
    'not at all',
    'grows with the tasks',
    `${DELIVERY_DEFAULTS.minHealthyPercent} to ${DELIVERY_DEFAULTS.maxPercent} %`,
    'start-up only',
    'minutes: old tasks start again',
  ];
}
