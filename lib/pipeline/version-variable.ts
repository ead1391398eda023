/** Variable of every delivery pipeline: what is released in place of the newest commit. */
export const VERSION_VARIABLE = 'VERSION';

/** Value of the variable when a commit is to be built; CodePipeline takes no empty default. */
export const NO_VERSION = 'none';
