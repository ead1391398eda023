/** Kinds of delivery, in the order in which they are listed for people. */
export const DELIVERY_KINDS = ['all-at-once', 'blue-green', 'canary', 'linear', 'rolling'] as const;

/** What a delivery is where its configuration says nothing. */
export const DELIVERY_DEFAULTS = {
  controller: 'code-deploy',
  bakeMinutes: 5,
  minHealthyPercent: 100,
  maxPercent: 200,
} as const;

/**
 * CodeDeploy: longest interval of a canary and longest time from the first to the last step of a linear shift, and
 * longest wait before the old tasks end. Source: AWS CodeDeploy user guide, quotas.
 */
export const CODE_DEPLOY_LIMITS = { shiftMinutes: 2880, bakeMinutes: 2800 } as const;

/**
 * ECS: smallest step of a linear shift (Amazon ECS API reference, LinearConfiguration), and the waits that fit the
 * 60 minutes after which CodePipeline gives its ECS action up; ten minutes are for tasks to start and to be checked.
 */
export const ECS_LIMITS = { linearPercent: 3, waitMinutes: 50 } as const;
