import { waitUntil } from '../clock';
import type { DeploymentContext } from '../deployment';

/** Waits until a service has its desired tasks healthy; throws with the last failure when it does not. */
export async function waitForSteady(context: DeploymentContext, timeoutSeconds: number): Promise<void> {
  const { service, clock, signal } = context;
  const steady = await waitUntil(clock, () => service.primary?.isSteady() ?? false, {
    timeoutSeconds,
    signal,
  });
  if (steady) return;
  const last = service.primary?.lastFailure ?? '';
  throw new Error(`service ${service.model.name} did not become healthy${last === '' ? '' : `: ${last}`}`);
}
