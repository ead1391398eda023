/**
 * Days that the artifacts of an execution are kept; until then a stage can be retried or rolled back to it. A service
 * that is released twice a year must still find its last good release: one execution has about a megabyte.
 */
export const ARTIFACT_DAYS = 365;
