import type { CheckRun } from './run-checks';
import type { SmokeCheck } from './smoke';

/** Environment variables of the function that runs release checks. */
const CHECK_ENV = {
  /** Base URLs that are asked: where users come in, and where a new version answers before that. */
  baseUrl: { production: 'BASE_URL', test: 'TEST_URL' },
  /** The checks, as JSON. */
  checks: 'CHECKS',
  /** Seconds in which a failing check is tried again. */
  timeBudget: 'TIME_BUDGET_SECONDS',
  /** Seconds between two attempts. */
  retryDelay: 'RETRY_DELAY_SECONDS',
  /** Milliseconds after which a request is given up. */
  requestTimeout: 'REQUEST_TIMEOUT_MS',
} as const;

/** What a function checks, once it knows the image that must answer. */
export type CheckSettings = Omit<CheckRun, 'expectedImage'>;

/** Where a service is asked; without a load balancer it has no test listener. */
export interface CheckedUrls {
  readonly production: string;
  readonly test?: string;
}

/**
 * Environment variables for a function that runs `checks` against `urls`: four attempts in a minute. More would
 * make a failing check enough requests to trip the rollback alarms before the function has said why.
 */
export function checkEnvironment(
  { production, test }: CheckedUrls,
  checks: readonly SmokeCheck[],
): Record<string, string> {
  return {
    [CHECK_ENV.baseUrl.production]: production,
    ...(test !== undefined && { [CHECK_ENV.baseUrl.test]: test }),
    [CHECK_ENV.checks]: JSON.stringify(checks),
    [CHECK_ENV.timeBudget]: '60',
    [CHECK_ENV.retryDelay]: '15',
    [CHECK_ENV.requestTimeout]: '5000',
  };
}

/**
 * Reads what `checkEnvironment` wrote, to ask `where`.
 * @throws Error that names the variable which is missing or wrong
 */
export function readCheckSettings(env: NodeJS.ProcessEnv, where: keyof CheckedUrls): CheckSettings {
  return {
    baseUrl: textOf(env, CHECK_ENV.baseUrl[where]),
    checks: checksOf(env),
    budgetMs: numberOf(env, CHECK_ENV.timeBudget) * 1000,
    retryDelayMs: numberOf(env, CHECK_ENV.retryDelay) * 1000,
    requestTimeoutMs: numberOf(env, CHECK_ENV.requestTimeout),
  };
}

/**
 * Value of an environment variable that must be there.
 * @throws Error that names it when it is missing or empty
 */
export function textOf(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`the environment variable ${name} is not set`);
  return value;
}

function numberOf(env: NodeJS.ProcessEnv, name: string): number {
  const value = Number(textOf(env, name));
  if (!(value > 0)) throw new Error(`the environment variable ${name} is not a number above 0`);
  return value;
}

function checksOf(env: NodeJS.ProcessEnv): SmokeCheck[] {
  const checks: unknown = JSON.parse(textOf(env, CHECK_ENV.checks));
  if (Array.isArray(checks) && checks.length > 0) return checks as SmokeCheck[];
  throw new Error(`the environment variable ${CHECK_ENV.checks} is not a list of checks`);
}
