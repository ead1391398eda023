/** Days that the artifacts of an execution are kept; until then a stage can be retried or rolled back to it. */
export const ARTIFACT_DAYS = 30;
