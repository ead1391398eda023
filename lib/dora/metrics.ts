import type { Judged } from './judged';

/**
 * The five metrics of DORA for one service in one environment.
 * Source of the definitions: "DORA's software delivery performance metrics", https://dora.dev/guides/dora-metrics/ as of
 * 2026-01-05, quoted at each formula. What the guide leaves open is decided in `docs/dora.md`.
 */
export interface DoraMetrics {
  readonly deploymentFrequency: DeploymentFrequency;
  readonly changeLeadTime: ChangeLeadTime;
  readonly changeFailRate: Share;
  readonly failedDeploymentRecoveryTime: RecoveryTime;
  readonly deploymentReworkRate: Share;
}

/** From `from`, included, to `to`, left out. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** How often users got a change. */
export interface DeploymentFrequency {
  readonly deployments: number;
  readonly perDay: number;
  /** Median time from one to the next; absent below two deployments. */
  readonly medianSecondsBetween?: number;
}

/** How long a change took from commit to users. */
export interface ChangeLeadTime {
  /** Absent when no change has a lead time. */
  readonly medianSeconds?: number;
  /** Changes with a lead time. */
  readonly changes: number;
  /** Changes of which nobody knows when they were committed. */
  readonly unknown: number;
  /** Changes that were committed after they were deployed, by the clock of their author. */
  readonly fromTheFuture: number;
}

/** A part of a number of deployments. */
export interface Share {
  readonly part: number;
  readonly of: number;
  /** `part / of`, 0 to 1; absent when there is nothing to divide by. */
  readonly ratio?: number;
}

/** How long it took until users had a good version again. */
export interface RecoveryTime {
  /** Absent when nothing has recovered. */
  readonly medianSeconds?: number;
  readonly recovered: number;
  /** Failed deployments without a recovery so far. */
  readonly open: number;
}

/** All five over a window. A deployment belongs to the window in which it ended. */
export function doraMetrics(history: readonly Judged[], window: Window): DoraMetrics {
  const inWindow = endedWithin(history, window);
  return {
    deploymentFrequency: deploymentFrequency(inWindow, window),
    changeLeadTime: changeLeadTime(inWindow),
    changeFailRate: changeFailRate(inWindow),
    failedDeploymentRecoveryTime: failedDeploymentRecoveryTime(inWindow),
    deploymentReworkRate: deploymentReworkRate(inWindow),
  };
}

/** The deployments that ended in the window. */
export function endedWithin(history: readonly Judged[], { from, to }: Window): Judged[] {
  return history.filter(({ finishedAt }) => finishedAt && finishedAt >= from && finishedAt < to);
}

/**
 * "The number of deployments over a given period or the time between deployments."
 * Counted are changes that ended well, those too that were taken back later: a rollback brings no change, and a change
 * that failed has reached nobody for good.
 */
export function deploymentFrequency(history: readonly Judged[], { from, to }: Window): DeploymentFrequency {
  const times = history
    .filter((one) => one.kind === 'change' && one.outcome === 'succeeded')
    .flatMap(({ finishedAt }) => finishedAt?.getTime() ?? [])
    .toSorted((a, b) => a - b);
  const between = times.slice(1).map((time, index) => seconds(time - (times[index] ?? time)));
  return {
    deployments: times.length,
    perDay: times.length / (seconds(to.getTime() - from.getTime()) / SECONDS_PER_DAY),
    ...(between.length > 0 && { medianSecondsBetween: median(between) }),
  };
}

/**
 * "The amount of time it takes for a change to go from committed to version control to deployed in production."
 * From the author's time of the commit to the end of the first deployment of it that ended well; median.
 */
export function changeLeadTime(history: readonly Judged[]): ChangeLeadTime {
  const changes = history.filter(isNewChange);
  const times = changes.flatMap(({ authoredAt, finishedAt }) =>
    authoredAt && finishedAt ? seconds(finishedAt.getTime() - authoredAt.getTime()) : [],
  );
  const possible = times.filter((time) => time >= 0);
  return {
    ...(possible.length > 0 && { medianSeconds: median(possible) }),
    changes: possible.length,
    unknown: changes.length - times.length,
    fromTheFuture: times.length - possible.length,
  };
}

/**
 * "The ratio of deployments that require immediate intervention following a deployment. Likely resulting in a rollback
 * of the changes or a 'hotfix' to quickly remediate any issues."
 * Bad changes of all changes that ended.
 */
export function changeFailRate(history: readonly Judged[]): Share {
  const changes = history.filter((one) => one.kind === 'change' && hasEnded(one));
  return share(changes.filter(({ bad }) => bad).length, changes.length);
}

/**
 * "The time it takes to recover from a deployment that fails and requires immediate intervention."
 * From the begin of a bad deployment, when users could meet it first, to the end of the next deployment or rollback
 * that ended well; median. One that is still open has no time yet and is counted apart.
 */
export function failedDeploymentRecoveryTime(history: readonly Judged[]): RecoveryTime {
  const bad = history.filter((one) => one.bad);
  const times = bad.flatMap(({ startedAt, recoveredAt }) =>
    recoveredAt ? seconds(recoveredAt.getTime() - startedAt.getTime()) : [],
  );
  return {
    ...(times.length > 0 && { medianSeconds: median(times) }),
    recovered: times.length,
    open: bad.length - times.length,
  };
}

/**
 * "The ratio of deployments that are unplanned but happen as a result of an incident in production."
 * Unplanned ones of all that people decided on: changes, and rollbacks by a person.
 */
export function deploymentReworkRate(history: readonly Judged[]): Share {
  const decided = history.filter(
    (one) => hasEnded(one) && (one.kind === 'change' || one.trigger !== 'automated-rollback'),
  );
  return share(decided.filter(({ unplanned }) => unplanned).length, decided.length);
}

/** The value in the middle, or half way between the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  const high = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return (low + high) / 2;
}

const SECONDS_PER_DAY = 86_400;

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}

function hasEnded({ outcome }: Judged): boolean {
  return outcome === 'succeeded' || outcome === 'failed';
}

function isNewChange({ kind, outcome, first }: Judged): boolean {
  return kind === 'change' && outcome === 'succeeded' && first;
}

function share(part: number, of: number): Share {
  return { part, of, ...(of > 0 && { ratio: part / of }) };
}
