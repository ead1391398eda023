import { waitUntil } from '../clock';
import type { DeploymentContext } from '../deployment';

/** Failures in a row after which there is no use in waiting for a service that has just been created. */
const HOPELESS_FAILURES = 3;

/** Waits until a service has its desired tasks healthy; throws with the last failure when it does not. */
export async function waitForSteady(context: DeploymentContext, timeoutSeconds: number): Promise<void> {
  const { service, clock, signal } = context;
  const isSteady = (): boolean => service.primary?.isSteady() ?? false;
  const isHopeless = (): boolean => (service.primary?.failures ?? 0) >= HOPELESS_FAILURES;
  await waitUntil(clock, () => isSteady() || isHopeless(), { timeoutSeconds, signal });
  if (isSteady()) return;
  const last = service.primary?.lastFailure ?? '';
  throw new Error(`service ${service.model.name} did not become healthy${last === '' ? '' : `: ${last}`}`);
}
