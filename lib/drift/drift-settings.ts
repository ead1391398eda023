/** Environment variables of the function that watches for drift. */
export const DRIFT_ENV = {
  /** JSON of a `StackShape`. */
  stacks: 'STACKS',
  /** ARN of the topic. */
  topic: 'TOPIC_ARN',
} as const;

/** Metrics of the watch, written once a day at the most. */
export const DRIFT_METRICS = {
  namespace: 'DevOpsOnAws/Drift',
  dimension: 'Project',
  /** Resources that differ from their template, and not by design; no value when none was found but some not checked. */
  drifted: 'DriftedResources',
  /** Resources and stacks that could not be checked. */
  unchecked: 'UncheckedResources',
} as const;

/** Where the alarms and messages send people. */
export const DRIFT_RUNBOOK = 'docs/runbooks/drift.md';
