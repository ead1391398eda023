/** Environment variables of the function that watches pipelines. */
export const WATCH_ENV = {
  /** Name of the project. */
  project: 'PROJECT',
  /** JSON of `WatchedPipeline[]`. */
  pipelines: 'PIPELINES',
} as const;

/** Metrics about releases that do not move; a count is written while it is not 0, because an idle metric costs money. */
export const RELEASE_WATCH_METRICS = {
  namespace: 'DevOpsOnAws/Releases',
  dimension: 'Project',
  /** Approvals that have waited for longer than `APPROVAL_HOURS`. */
  waiting: 'WaitingApprovals',
  /** Pipelines in which something has run for longer than it can, or that a person has stopped and forgotten. */
  stuck: 'StuckPipelines',
} as const;

/** Minutes between two looks at the pipelines. */
export const LOOK_EVERY_MINUTES = 15;

/** Hours that an approval may wait before somebody is called: a working day. It is given up after three days. */
export const APPROVAL_HOURS = 8;

/** Hours that a release may wait behind a transition that a person has disabled. */
export const CLOSED_HOURS = 24;

/** Minutes that an action may take beside the time in which it shifts traffic: waits, retries, starting and stopping. */
export const SPARE_MINUTES = 120;

/** A pipeline and how long its slowest action may take. */
export interface WatchedPipeline {
  readonly name: string;
  readonly actionMinutes: number;
}

/**
 * The pipelines to watch, from the environment of the function.
 * @throws Error when the variable is missing or no JSON
 */
export function watchedPipelines(
  environment: Readonly<Record<string, string | undefined>>,
): WatchedPipeline[] {
  const text = environment[WATCH_ENV.pipelines];
  if (!text) throw new Error(`${WATCH_ENV.pipelines} is not set`);
  return JSON.parse(text) as WatchedPipeline[];
}
