/** Names that the constructs of this folder share with the functions behind them. */

/** Name of the source action in every pipeline; what starts a pipeline at a commit spells it too. */
export const SOURCE_ACTION = 'Source';

/** Environment variables of the function that starts pipelines. */
export const START_ENV = {
  /** Branch that is released. */
  branch: 'BRANCH',
  /** JSON object: the pipeline of each service. */
  pipelines: 'PIPELINES',
} as const;

/** Environment variable of a check build: the id of its pull request. */
export const PULL_REQUEST_ID = 'PULL_REQUEST_ID';
