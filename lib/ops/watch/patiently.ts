import { Interrupted, OperationError, UsageError } from '../errors';
import { failureOf } from '../failure';
import type { Session } from '../session';

/** Time between two looks; CodePipeline and CodeDeploy take a few seconds for anything. */
const LOOK_EVERY_MS = 10_000;

/** Failures in a row after which looking is given up. */
const MOST_FAILURES = 6;

/** Looks again and again until `look` finds an answer. A look that fails is tried again, because the work goes on. */
export async function patiently<T>(session: Session, look: () => Promise<T | undefined>): Promise<T> {
  for (let failures = 0; ;) {
    try {
      const found = await look();
      if (found !== undefined) return found;
      failures = 0;
    } catch (error) {
      failures += 1;
      if (isOurs(error) || failures >= MOST_FAILURES) throw error;
      session.output.say(`  (could not look: ${failureOf(error).message}; trying again)`);
    }
    await session.clock.wait(LOOK_EVERY_MS);
  }
}

function isOurs(error: unknown): boolean {
  return error instanceof OperationError || error instanceof UsageError || error instanceof Interrupted;
}
