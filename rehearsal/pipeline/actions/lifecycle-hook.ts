import { z } from 'zod';
import type { InvokeLifecycleHook, LifecycleHookAnswer } from '../../cloud/native-types';
import type { RunContext } from '../action';
import { isNotRun } from '../lambda/not-run';

/** What ECS takes from a hook; everything else in the answer is ignored. */
const answer = z.object({
  hookStatus: z.enum(['SUCCEEDED', 'FAILED', 'IN_PROGRESS']),
  callBackDelay: z.number().min(0).optional(),
  hookDetails: z.unknown().optional(),
});

/** Runs the function of a lifecycle hook once; one that fails or answers in another form has failed. */
export async function invokeLifecycleHook(
  { functionArn, payload, signal }: Parameters<InvokeLifecycleHook>[0],
  context: Pick<RunContext, 'functions' | 'timeline' | 'model' | 'unchecked'>,
): Promise<LifecycleHookAnswer> {
  const { functions, timeline } = context;
  if (isNotRun(functionArn, context)) return { hookStatus: 'SUCCEEDED' };
  const invocation = await functions.invoke(functionArn, payload, signal);
  if (!invocation.succeeded) return { hookStatus: 'FAILED', detail: invocation.reason, broken: true };
  const parsed = answer.safeParse(invocation.result);
  if (!parsed.success) {
    const detail = 'it gave no hookStatus of SUCCEEDED, FAILED or IN_PROGRESS';
    return { hookStatus: 'FAILED', detail, broken: true };
  }
  const { hookStatus, callBackDelay, hookDetails } = parsed.data;
  if (hookStatus === 'IN_PROGRESS') {
    timeline.emit({ type: 'note', text: `The hook at ${payload.lifecycleStage} is not done yet.` });
  }
  const detail = hookStatus === 'FAILED' ? functions.reasonOf(functionArn) : undefined;
  return {
    hookStatus,
    ...(detail !== undefined && { detail }),
    ...(callBackDelay !== undefined && { callBackDelay }),
    ...(hookDetails !== undefined && { hookDetails }),
  };
}
