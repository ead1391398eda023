import { UsageError } from './errors';
import { tell } from './session';
import type { Session } from './session';

/**
 * Refuses, once the options are right and before anything is read, when nobody could say yes.
 * @throws UsageError
 */
export function requireConsent({ yes, output }: Pick<Session, 'yes' | 'output'>): void {
  if (yes || output.interactive) return;
  throw new UsageError(
    'this changes what runs, and there is no terminal to ask at; add --yes when you mean it',
  );
}

/** Shows what will happen and asks. Resolves to false when the person does not want it. */
export async function consent(session: Session, plan: readonly string[], data: object): Promise<boolean> {
  tell(session, 'plan', plan, data);
  if (session.yes || (await session.output.ask('Go on? [y/N] '))) return true;
  tell(session, 'result', ['Nothing was changed.'], { outcome: 'declined' });
  return false;
}
