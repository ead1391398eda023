import { randomUUID } from 'node:crypto';
import { asError } from '../clock';
import { DeploymentFailure, type DeploymentContext, type DeploymentRecord } from '../deployment';
import type { CodeDeployRequest, HookAnswer } from '../types';

/** CodeDeploy takes a hook that does not answer in one hour as failed. */
const HOOK_TIMEOUT_SECONDS = 3600;

/** Runs the hook of one lifecycle event; throws a `DeploymentFailure` when it does not succeed. */
export async function runHook(
  context: DeploymentContext,
  record: DeploymentRecord,
  { hooks, invokeHook }: Pick<CodeDeployRequest, 'hooks' | 'invokeHook'>,
  event: string,
  signal: AbortSignal,
): Promise<void> {
  const functionName = hooks[event];
  if (functionName === undefined) return;
  const { emit, clock } = context;
  const tell = (status: 'Started' | 'Succeeded' | 'Failed', detail?: string): void =>
    emit({ type: 'hook', at: clock.now(), event, function: functionName, status, ...(detail && { detail }) });
  tell('Started');
  const ended = new AbortController();
  const waiting = AbortSignal.any([signal, ended.signal]);
  const payload = { DeploymentId: record.id, LifecycleEventHookExecutionId: randomUUID() };
  const answer = invokeHook({ functionName, lifecycleEvent: event, payload, signal: waiting }).catch(
    (error: unknown): HookAnswer => ({ status: 'Failed', detail: asError(error).message, broken: true }),
  );
  try {
    const { status, detail, broken = false } = await Promise.race([answer, timeout(context, waiting)]);
    record.hooks.push({ event, function: functionName, status });
    tell(status, detail);
    if (status === 'Failed')
      throw new DeploymentFailure(`hook ${functionName} at ${event} failed${suffix(detail)}`, {
        kind: broken ? 'error' : 'hook',
        name: functionName,
      });
  } finally {
    ended.abort();
  }
}

async function timeout({ clock }: DeploymentContext, signal: AbortSignal): Promise<HookAnswer> {
  await clock.sleep(HOOK_TIMEOUT_SECONDS, signal);
  return { status: 'Failed', detail: 'it did not answer within one hour', broken: true };
}

function suffix(detail: string | undefined): string {
  return detail === undefined ? '' : `: ${detail}`;
}
