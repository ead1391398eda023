/** What the function has to know as hook of CodeDeploy, as environment variables beside those of the checks. */
export const HOOK_ENV = {
  /** ARN of the cluster. */
  cluster: 'CLUSTER',
  /** ARN of the service. */
  service: 'SERVICE',
} as const;

/** What it has to know for *Verify*. */
export const VERIFY_ENV = {
  /** Name of the SSM parameter that gets the released image. */
  releaseParameter: 'RELEASE_PARAMETER',
} as const;

/** AWS clients that give up soon enough to try again: without these limits a lost packet costs minutes. */
export const AWS_TIMEOUTS = { requestHandler: { connectionTimeout: 3000, requestTimeout: 10_000 } } as const;
