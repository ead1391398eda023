import type { RollingRequest } from './types';

/** What ECS calls a lifecycle hook with. */
export interface LifecycleHookEvent {
  readonly executionId: string;
  readonly lifecycleStage: string;
  /** ARN of the service deployment. */
  readonly resourceArn: string;
  readonly executionDetails: {
    readonly serviceArn: string;
    readonly targetServiceRevisionArn: string;
    /** Percent by the ARN of the service revision. */
    readonly testTrafficWeights: Readonly<Record<string, number>>;
    readonly productionTrafficWeights: Readonly<Record<string, number>>;
  };
  /** From the template at the first call, then what the function gave back. */
  readonly hookDetails?: unknown;
}

/** What a lifecycle hook answers; `detail` says why, where the rehearsal knows it. */
export interface LifecycleHookAnswer {
  readonly hookStatus: 'SUCCEEDED' | 'FAILED' | 'IN_PROGRESS';
  /** Cloud seconds until the next call. */
  readonly callBackDelay?: number;
  readonly hookDetails?: unknown;
  readonly detail?: string;
  /** True when it is no answer of the function: it crashed, or gave none that ECS takes. */
  readonly broken?: boolean;
}

/** Runs the function of a lifecycle hook once. A rejection counts as `FAILED` with its message. */
export type InvokeLifecycleHook = (call: {
  readonly functionArn: string;
  readonly payload: LifecycleHookEvent;
  /** Aborted when the deployment was stopped. */
  readonly signal: AbortSignal;
}) => Promise<LifecycleHookAnswer>;

/** A deployment of the ECS controller that shifts traffic. */
export interface NativeRequest extends RollingRequest {
  readonly invokeHook: InvokeLifecycleHook;
}
