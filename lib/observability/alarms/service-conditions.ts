import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { ObservedService } from '../observed-service';
import { errorBudget, latencyBudget } from './budgets';
import { BURN_WINDOWS } from './burn-rate';
import type { BurnWindows } from './burn-rate';
import type { Condition } from './condition';
import { expressionOver } from './expression-over';
import { certificateEnds } from './limits';

/** Wider than usual: a quiet hour is not an incident, no visitors at noon are. */
const TRAFFIC_BAND = { stdDevs: 4 } as const;

/** Minutes that tasks may be missing: a replaced one needs about two, a service that scales out up to five. */
const DYING = { periods: 15, badPeriods: 10 } as const;

/** What an environment is worth waking somebody for. */
export interface Watch {
  /** Windows in which objectives are watched. */
  readonly windows: readonly BurnWindows[];
  /** Whether visitors are expected at all, so that somebody must look at once when they stay away. */
  readonly expectsVisitors: boolean;
}

/**
 * A disposable environment is not worth waking somebody for a slow loss. Its visitors are people who try something and
 * go, after which CloudWatch would expect them at the same hour again, so nobody looks whether they come.
 */
export function watchFor({ disposable }: { readonly disposable: boolean }): Watch {
  const { fast, slow } = BURN_WINDOWS;
  return { windows: disposable ? [fast] : [fast, slow], expectsVisitors: !disposable };
}

/**
 * Why somebody is woken for a service. Each reason is a list of conditions that must all hold. An internal service has no
 * users of its own: what they feel is seen where they come in.
 */
export function reasonsToPage(observed: ObservedService, { windows, expectsVisitors }: Watch): Condition[][] {
  const dying = [dyingTasks(observed)];
  if (observed.service.exposure === 'internal') return [dying];
  return [
    ...windows.flatMap((each) => [errorBudget(observed, each), latencyBudget(observed, each)]),
    ...[unhealthyHosts(observed)].filter((reason) => reason.length > 0),
    ...(expectsVisitors ? [[noTraffic(observed)]] : []),
    dying,
  ];
}

/** What can wait for the morning. */
export function warningsOf(observed: ObservedService): Condition[] {
  const { https, scaling } = observed.service;
  return [
    ...(scaling.maxTasks > scaling.minTasks ? [atCapacity(observed)] : []),
    ...(https ? [certificateEnds(observed.name, https.certificateArn)] : []),
  ];
}

function unhealthyHosts({ name, service, colours }: ObservedService): Condition[] {
  const counts = Object.entries(colours).flatMap(([colour, { healthyTargets }]) =>
    healthyTargets ? [[colour, healthyTargets] as const] : [],
  );
  if (counts.length === 0) return [];
  const wanted = Math.ceil(service.scaling.minTasks / 2);
  return [
    {
      kind: 'unhealthy-hosts',
      meaning: `${fewerThan(wanted)} of ${name} for five minutes, whichever version they run, as far as the load balancer sees them.`,
      metric: expressionOver(1, {
        label: 'healthy tasks',
        // A colour without tasks has no data, so it must not spoil the sum.
        expression: `SUM([${counts.map(([colour]) => colour).join(', ')}])`,
        metrics: Object.fromEntries(counts),
      }),
      limit: { below: wanted },
      periods: 5,
      missing: TreatMissingData.MISSING,
    },
  ];
}

function fewerThan(wanted: number): string {
  return wanted === 1 ? 'No healthy task' : `Fewer than ${wanted} healthy tasks`;
}

function noTraffic({ name, signals: { requests } }: ObservedService): Condition {
  return {
    kind: 'no-traffic',
    meaning: `For a quarter of an hour ${name} got far fewer requests than it usually gets at this time of the week.`,
    metric: expressionOver(5, {
      label: 'requests',
      // Without a request there is no data, and no data at all is what this looks for.
      expression: 'FILL(requests, 0)',
      metrics: { requests },
    }),
    limit: { belowBandOf: TRAFFIC_BAND },
    periods: 3,
    missing: TreatMissingData.NOT_BREACHING,
  };
}

function dyingTasks({ name, service, saturation }: ObservedService): Condition {
  const { minTasks } = service.scaling;
  return {
    kind: 'dying-tasks',
    meaning: `${name} had ${minTasks === 1 ? 'no task' : `fewer than ${minTasks} tasks`} in ${DYING.badPeriods} of ${DYING.periods} minutes: they end faster than ECS replaces them, or do not start.`,
    metric: saturation.runningTasks,
    limit: { below: minTasks },
    ...DYING,
    missing: TreatMissingData.MISSING,
  };
}

function atCapacity({ name, service, saturation }: ObservedService): Condition {
  const { maxTasks } = service.scaling;
  return {
    kind: 'at-capacity',
    meaning: `${name} has wanted all its ${maxTasks} tasks for half an hour: with more load it gets slow.`,
    metric: saturation.desiredTasks,
    limit: { above: maxTasks - 1 },
    periods: 30,
    missing: TreatMissingData.NOT_BREACHING,
  };
}
