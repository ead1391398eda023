import type { Cause } from '../cause';
import { asError, pollSeconds, repeat } from './clock';
import type { EcsService } from './ecs/service';
import type { Alarms } from './metrics/alarms';
import type { Clock, DeploymentOutcome, Emit, HookRecord } from './types';

/** What every deployment needs. */
export interface DeploymentContext {
  readonly service: EcsService;
  readonly alarms: Alarms;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Aborted when the rehearsal ends. */
  readonly signal: AbortSignal;
}

/** Why a deployment ended early. */
export class DeploymentFailure extends Error {
  constructor(
    message: string,
    readonly because: Cause = { kind: 'error' },
  ) {
    super(message);
  }

  /** The event that a rollback may be configured for. */
  get event(): 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' {
    return this.because.kind === 'alarm' ? 'DEPLOYMENT_STOP_ON_ALARM' : 'DEPLOYMENT_FAILURE';
  }

  /** Whatever was thrown, as the reason of a deployment. */
  static of(thrown: unknown): DeploymentFailure {
    return thrown instanceof DeploymentFailure ? thrown : new DeploymentFailure(asError(thrown).message);
  }
}

/** The failure that a red alarm is; undefined while none of the names is red. */
export function redAlarm(
  { alarms }: Pick<DeploymentContext, 'alarms'>,
  names: readonly string[],
): DeploymentFailure | undefined {
  const [red] = alarms.red(names);
  if (red === undefined) return undefined;
  const message = `alarm ${red.name} is in ALARM: ${red.reason}`;
  return new DeploymentFailure(message, { kind: 'alarm', name: red.name });
}

/** What is written down about a deployment while it runs. */
export class DeploymentRecord {
  readonly startedAt: number;
  readonly hooks: HookRecord[] = [];
  /** Highest percent of production traffic that the new version had. */
  productionPercent = 0;
  rollbackDeploymentId: string | undefined;
  private exposedAt: number | undefined;
  private stoppedAt: number | undefined;

  constructor(
    readonly id: string,
    private readonly context: DeploymentContext,
  ) {
    this.startedAt = context.clock.now();
  }

  /** Tells a change of the deployment to whoever watches. */
  tell(status: string, detail?: string, id = this.id): void {
    const { emit, clock, service } = this.context;
    const told = { type: 'deployment', at: clock.now(), id, service: service.model.name, status } as const;
    emit(detail === undefined ? told : { ...told, detail });
  }

  /** Notes that the new version serves this percent of production. */
  exposed(percent: number): void {
    this.exposedAt ??= this.context.clock.now();
    this.productionPercent = Math.max(this.productionPercent, percent);
  }

  /** Notes the moment at which the deployment was found to be bad. */
  stopped(): void {
    this.stoppedAt ??= this.context.clock.now();
  }

  outcome(status: DeploymentOutcome['status'], failure?: DeploymentFailure): DeploymentOutcome {
    const endedAt = this.context.clock.now();
    const stoppedAt = this.stoppedAt ?? endedAt;
    const good = status === 'succeeded';
    return {
      status,
      deploymentId: this.id,
      ...(this.rollbackDeploymentId !== undefined && { rollbackDeploymentId: this.rollbackDeploymentId }),
      ...(failure !== undefined && { reason: failure.message, cause: failure.because }),
      productionPercent: this.productionPercent,
      hooks: this.hooks,
      startedAt: this.startedAt,
      endedAt,
      detectSeconds: good ? 0 : stoppedAt - (this.exposedAt ?? this.startedAt),
      rollbackSeconds: status === 'rolled-back' ? endedAt - stoppedAt : 0,
    };
  }
}

/**
 * Runs `work` with a signal that is aborted as soon as `problem` gives a failure or the rehearsal ends.
 * Rejects with that failure.
 */
export async function whileWatching(
  context: DeploymentContext,
  problem: () => DeploymentFailure | undefined,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const done = new AbortController();
  const watch = AbortSignal.any([done.signal, context.signal]);
  const watching = repeat(context.clock, pollSeconds(context.clock), watch, () => {
    const found = problem();
    if (found !== undefined) failed.abort(found);
  });
  try {
    await work(AbortSignal.any([failed.signal, context.signal]));
  } catch (error) {
    throw failed.signal.aborted ? asError(failed.signal.reason) : error;
  } finally {
    done.abort();
    await watching;
  }
}
