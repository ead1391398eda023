import type { RehearsalEvent } from '../events';
import type { PipelineModel, ServiceModel } from '../model';
import type { Revision } from '../pipeline/source';

/** What one rehearsal leaves behind for whoever asks the account about it afterwards. */
export interface RunRecord {
  readonly account: string;
  readonly region: string;
  readonly pipeline: PipelineModel;
  /** Id of the execution. */
  readonly execution: string;
  /** Services of the environments that were reached. */
  readonly services: readonly ServiceModel[];
  /** What was released; absent when the source was never read. */
  readonly revision: Revision | undefined;
  /** Wall time of cloud second 0. */
  readonly startedAt: Date;
  readonly events: readonly RehearsalEvent[];
}

/** Events of one type. */
export type Of<T extends RehearsalEvent['type']> = Extract<RehearsalEvent, { type: T }>;

/** The events of one type, in their order. */
export function eventsOf<T extends RehearsalEvent['type']>(
  { events }: Pick<RunRecord, 'events'>,
  type: T,
): Of<T>[] {
  return events.filter((event): event is Of<T> => event.type === type);
}

/** When cloud second `at` was. */
export function timeOf({ startedAt }: Pick<RunRecord, 'startedAt'>, at: number): Date {
  return new Date(startedAt.getTime() + Math.round(at * 1000));
}
