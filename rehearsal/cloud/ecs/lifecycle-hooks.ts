import { randomUUID } from 'node:crypto';
import type { LifecycleHookModel } from '../../native-model';
import type { Route } from '../balancer/route';
import { asError } from '../clock';
import { DeploymentFailure, type DeploymentContext, type DeploymentRecord } from '../deployment';
import type { InvokeLifecycleHook, LifecycleHookAnswer, LifecycleHookEvent } from '../native-types';
import { percentOf, type Shift } from '../shift-traffic';
import type { HookAnswer } from '../types';
import type { Fleet } from './fleet';
import { revisionArn, type ServiceDeployment } from './service-deployment';

/** What the hooks of a stage are called with. */
export interface HookCall {
  readonly context: DeploymentContext;
  readonly record: DeploymentRecord;
  readonly hooks: readonly LifecycleHookModel[];
  readonly invokeHook: InvokeLifecycleHook;
  readonly deployment: ServiceDeployment;
  readonly shift: Shift;
  readonly production: Pick<Route, 'forward' | 'setForward'>;
  readonly test: Pick<Route, 'forward' | 'setForward'> | undefined;
}

/** Seconds after which ECS calls a hook again that is not done, unless it says another time. */
const CALL_BACK_SECONDS = 30;

/**
 * Calls the hooks of a stage, each until it is done; throws a `DeploymentFailure` when one fails.
 * docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
 */
export async function runLifecycleHooks(
  call: HookCall,
  stage: string,
  target: Fleet,
  signal: AbortSignal,
): Promise<void> {
  for (const hook of call.hooks.filter(({ stages }) => stages.includes(stage))) {
    const functionName = hook.functionArn.slice(hook.functionArn.lastIndexOf(':') + 1);
    const { emit, clock } = call.context;
    const tell = (status: 'Started' | 'Succeeded' | 'Failed', detail?: string): void =>
      emit({
        type: 'hook',
        at: clock.now(),
        event: stage,
        function: functionName,
        status,
        ...(detail && { detail }),
      });
    tell('Started');
    const {
      status,
      detail,
      broken = false,
    } = await untilDone(call, hook, eventOf(call, stage, target), signal);
    call.record.hooks.push({ event: stage, function: functionName, status });
    tell(status, detail);
    if (status === 'Failed') {
      throw new DeploymentFailure(
        `hook ${functionName} at ${stage} failed${detail === undefined ? '' : `: ${detail}`}`,
        { kind: broken ? 'error' : 'hook', name: functionName },
      );
    }
  }
}

async function untilDone(
  { context: { clock }, invokeHook }: HookCall,
  { functionArn, details, timeoutSeconds, onTimeout }: LifecycleHookModel,
  event: LifecycleHookEvent,
  signal: AbortSignal,
): Promise<HookAnswer> {
  const deadline = clock.now() + timeoutSeconds;
  let hookDetails = details;
  while (clock.now() < deadline) {
    const payload = hookDetails === undefined ? event : { ...event, hookDetails };
    const answer = await invokeHook({ functionArn, payload, signal }).catch(
      (error: unknown): LifecycleHookAnswer => ({
        hookStatus: 'FAILED',
        detail: asError(error).message,
        broken: true,
      }),
    );
    signal.throwIfAborted();
    if (answer.hookStatus !== 'IN_PROGRESS') {
      const { hookStatus, detail, broken } = answer;
      const status = hookStatus === 'SUCCEEDED' ? 'Succeeded' : 'Failed';
      return { status, ...(detail !== undefined && { detail }), ...(broken !== undefined && { broken }) };
    }
    hookDetails = answer.hookDetails ?? hookDetails;
    const delay = answer.callBackDelay ?? CALL_BACK_SECONDS;
    await clock.sleep(Math.min(delay, deadline - clock.now()), signal);
  }
  const detail = `it was not done within ${Math.round(timeoutSeconds / 60)} minutes`;
  return onTimeout === 'CONTINUE'
    ? { status: 'Succeeded', detail }
    : { status: 'Failed', detail, broken: true };
}

function eventOf(call: HookCall, stage: string, target: Fleet): LifecycleHookEvent {
  const { context, deployment, production, test } = call;
  const { model } = context.service;
  return {
    executionId: randomUUID(),
    lifecycleStage: stage,
    resourceArn: deployment.arn,
    executionDetails: {
      serviceArn: model.arn,
      targetServiceRevisionArn: revisionArn(model, target),
      testTrafficWeights: test === undefined ? {} : weightsOf(call, test),
      productionTrafficWeights: weightsOf(call, production),
    },
  };
}

/** Weights by the ARN of the revision; one that has no tasks yet has none. */
function weightsOf(
  { context, deployment: { source, target }, shift }: HookCall,
  route: HookCall['production'],
): Record<string, number> {
  const { model } = context.service;
  const entries = [
    [source, shift.live],
    [target, shift.replacement],
  ] as const;
  return Object.fromEntries(
    entries.flatMap(([fleet, group]) =>
      fleet === undefined ? [] : [[revisionArn(model, fleet), Math.round(percentOf(route, group))]],
    ),
  );
}
