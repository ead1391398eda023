import type { RehearsalEvent } from '../events';
import type { PipelineModel, ServiceModel } from '../model';
import type { Revision } from '../pipeline/source';

/** What one rehearsal leaves behind for whoever asks the account about it afterwards. */
export interface RunRecord {
  readonly account: string;
  readonly region: string;
  readonly pipeline: PipelineModel;
  /** What went through the pipeline, the oldest first. */
  readonly executions: readonly Execution[];
  /** Services of the environments that were reached. */
  readonly services: readonly ServiceModel[];
  /** Wall time of cloud second 0. */
  readonly startedAt: Date;
  /** Everything else that happened: deployments, alarms, what users met. */
  readonly events: readonly RehearsalEvent[];
}

/** One execution of the pipeline. */
export interface Execution {
  readonly id: string;
  /** A release, or the way back of one stage that CodePipeline begins by itself when the stage failed. */
  readonly kind: 'release' | 'stage-rollback';
  /** What was released; absent when the source was never read, and for what had been there before. */
  readonly revision?: Pick<Revision, 'commit' | 'message'> & {
    /** ISO 8601; absent when it is not known, or would lie after the run. */
    readonly authorDate?: string;
  };
  /** What its stages and actions did. */
  readonly events: readonly (Of<'stage'> | Of<'action'>)[];
}

/** Events of one type. */
export type Of<T extends RehearsalEvent['type']> = Extract<RehearsalEvent, { type: T }>;

/** The events of one type, in their order. */
export function eventsOf<T extends RehearsalEvent['type']>(
  { events }: { readonly events: readonly RehearsalEvent[] },
  type: T,
): Of<T>[] {
  return events.filter((event): event is Of<T> => event.type === type);
}

/** When cloud second `at` was. */
export function timeOf({ startedAt }: Pick<RunRecord, 'startedAt'>, at: number): Date {
  return new Date(startedAt.getTime() + Math.round(at * 1000));
}

/** Whether a stage of it failed. */
export function hasFailed(execution: Pick<Execution, 'events'>): boolean {
  return eventsOf(execution, 'stage').some(({ status }) => status === 'failed');
}
