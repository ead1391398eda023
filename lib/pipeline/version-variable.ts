/** Variable of every delivery pipeline: what is released in place of the newest commit. */
export const VERSION_VARIABLE = 'VERSION';

/** Value of the variable when a commit is to be built; CodePipeline takes no empty default. */
export const NO_VERSION = 'none';

/**
 * What the variable may be: `none`, a commit id of 12 to 40 digits, or the digest of an image. Its value becomes part of
 * the JSON in which the build gets its environment, so CodePipeline lets nothing else in. The syntax is Java's and
 * JavaScript's.
 */
export const VERSION_PATTERN = `^(${NO_VERSION}|[0-9a-f]{12,40}|sha256:[0-9a-f]{64})$`;
