import { setTimeout as delay } from 'node:timers/promises';
import { readLimited } from '../../app/shared/read-limited';
import { problemsOf } from './smoke';
import type { Answer, SmokeCheck } from './smoke';

/** What is asked where, and how patiently. */
export interface CheckRun {
  /** Base URL without a slash at the end. */
  readonly baseUrl: string;
  readonly checks: readonly SmokeCheck[];
  /** Image reference that must answer. */
  readonly expectedImage: string;
  /** Milliseconds in which a failing check is tried again; it always gets `MIN_ATTEMPTS`. */
  readonly budgetMs: number;
  /** Milliseconds between two attempts. */
  readonly retryDelayMs: number;
  /** Milliseconds after which a request is given up. */
  readonly requestTimeoutMs: number;
}

/** How one check went. */
export interface CheckResult {
  readonly path: string;
  readonly passed: boolean;
  readonly attempts: number;
  /** Why the last attempt failed; empty when it passed. */
  readonly problems: readonly string[];
}

/** The largest answer that is read, unpacked: the release decides what comes, and the function has little memory. */
export const MAX_BODY_BYTES = 2_000_000;

/** Attempts that every check gets, however short the budget: one answer alone proves nothing. */
export const MIN_ATTEMPTS = 3;

/**
 * Runs all checks at the same time and tries each one again until it passes or its budget is over. A service that
 * fails now and then passes: how often it may fail is for the alarms to judge, on real traffic.
 * @throws the signal's reason when it is aborted
 */
export async function runChecks(run: CheckRun, signal?: AbortSignal): Promise<CheckResult[]> {
  return Promise.all(run.checks.map((check) => runCheck(check, run, signal)));
}

async function runCheck(check: SmokeCheck, run: CheckRun, signal?: AbortSignal): Promise<CheckResult> {
  const end = Date.now() + run.budgetMs;
  for (let attempts = 1; ; attempts += 1) {
    const problems = await attempt(check, run, signal);
    const passed = problems.length === 0;
    const last = attempts >= MIN_ATTEMPTS && Date.now() + run.retryDelayMs >= end;
    if (passed || last) return { path: check.path, passed, attempts, problems };
    await delay(run.retryDelayMs, undefined, { signal });
  }
}

async function attempt(check: SmokeCheck, run: CheckRun, signal?: AbortSignal): Promise<string[]> {
  try {
    return problemsOf(check, await ask(`${run.baseUrl}${check.path}`, run, signal), run.expectedImage);
  } catch (error) {
    signal?.throwIfAborted();
    return [reasonOf(error, run.requestTimeoutMs)];
  }
}

async function ask(url: string, { requestTimeoutMs }: CheckRun, signal?: AbortSignal): Promise<Answer> {
  const start = performance.now();
  const timeout = AbortSignal.timeout(requestTimeoutMs);
  // A connection of its own for each request, so that the load balancer chooses anew.
  const response = await fetch(url, {
    redirect: 'manual',
    headers: { connection: 'close', 'user-agent': 'release-checks' },
    signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
  });
  const body = response.body ? await readLimited(response.body, MAX_BODY_BYTES) : '';
  const contentType = response.headers.get('content-type') ?? '';
  return { status: response.status, contentType, body, ms: performance.now() - start };
}

function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `no answer within ${timeoutMs} ms`;
  // fetch says only that it failed; the connection's own error is its cause.
  return cause === undefined ? message : `${message}: ${(cause as Error).message}`;
}
