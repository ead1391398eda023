import { setTimeout as sleep } from 'node:timers/promises';

/** Looks until a refusal is meant: IAM may take some tens of seconds until a new permission works everywhere. */
const LOOKS = 20;
const PAUSE_MS = 3000;

/**
 * The answer to a question that AWS may refuse at first, because CloudFormation has given the permission a moment ago.
 * @throws Error of the last try, and any other error at once
 */
export async function oncePermitted<T>(ask: () => Promise<T>): Promise<T> {
  for (let look = 1; ; look += 1) {
    try {
      return await ask();
    } catch (error) {
      if (look === LOOKS || !isRefusal(error)) throw error;
    }
    await sleep(PAUSE_MS);
  }
}

/** AWS services name it `AccessDenied` or `AccessDeniedException`; it may be the cause of what was thrown. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && (error.name.startsWith('AccessDenied') || isRefusal(error.cause));
}
