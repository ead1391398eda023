import type { CheckSettings } from './check-settings';
import { runChecks } from './run-checks';
import type { CheckResult } from './run-checks';

/** What a function tells whoever asked: good or bad, why in one line, and the checks behind it. */
export interface Verdict {
  readonly good: boolean;
  readonly message: string;
  readonly checks: readonly CheckResult[];
}

/** A good verdict without any check, and the reason for it. */
export function excused(message: string): Verdict {
  return { good: true, message, checks: [] };
}

/** Runs the checks against the release of `expectedImage`. */
export async function judge(
  settings: CheckSettings,
  expectedImage: string,
  signal?: AbortSignal,
): Promise<Verdict> {
  const checks = await runChecks({ ...settings, expectedImage }, signal);
  const failed = checks.filter(({ passed }) => !passed);
  const reasons = failed.map(({ path, problems }) => `${path}: ${problems.join(', ')}`);
  const message = failed.length === 0 ? `all ${checks.length} checks passed` : reasons.join('; ');
  return { good: failed.length === 0, message, checks };
}

/**
 * A verdict whatever happens: an error in `work`, and no result within `limitMs`, are bad verdicts that say so.
 * Never rejects, because somebody waits for the answer.
 */
export async function verdictOf(
  work: (signal: AbortSignal) => Promise<Verdict>,
  limitMs: number,
): Promise<Verdict> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), limitMs);
  const stopped = new Promise<never>((_resolve, reject) => {
    limit.signal.addEventListener('abort', () =>
      reject(new Error(`no result within ${Math.round(limitMs)} ms`)),
    );
  });
  try {
    return await Promise.race([work(limit.signal), stopped]);
  } catch (error) {
    return { good: false, message: error instanceof Error ? error.message : String(error), checks: [] };
  } finally {
    clearTimeout(timer);
  }
}

/** The part of Lambda's context that tells how much time is left. */
export interface TimeLeft {
  getRemainingTimeInMillis(): number;
}

/** What a function works with, beside its event. */
export interface Invocation {
  readonly env: NodeJS.ProcessEnv;
  /** Milliseconds that the work may take. */
  readonly limitMs: number;
}

/** Milliseconds that the work may take, so that a fifth of the function's time is left for the answer. */
export function workLimitMs(context: TimeLeft): number {
  return context.getRemainingTimeInMillis() * 0.8;
}

/**
 * Sends an answer, again when that fails.
 * @throws the last error after `attempts` failures, so that Lambda calls the function again
 */
export async function insist(send: () => Promise<unknown>, attempts = 3): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (attempts <= 1) throw error;
    await insist(send, attempts - 1);
  }
}

/** Writes one line of JSON for the person who reads the log. */
export function logLine(entry: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(entry)}\n`);
}
