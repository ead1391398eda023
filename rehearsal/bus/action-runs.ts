import { createHash } from 'node:crypto';
import type { ActionModel, PipelineModel } from '../model';
import { eventsOf } from './run-record';
import type { Execution, Of } from './run-record';

/** One run of an action: when it began, and how and when it ended. */
export interface ActionRun {
  readonly id: string;
  readonly stage: string;
  readonly action: string;
  /** As the template has it; absent for an action that the template does not know. */
  readonly model: ActionModel | undefined;
  readonly from: number;
  /** Absent while it goes on. */
  readonly to?: number;
  readonly status: 'started' | 'succeeded' | 'failed';
  readonly detail?: string;
}

/** Every run of an action in an execution, in the order in which they began. */
export function actionRuns({ stages }: Pick<PipelineModel, 'stages'>, execution: Execution): ActionRun[] {
  const told = eventsOf(execution, 'action');
  return told.flatMap((event, index): ActionRun[] => {
    if (event.status !== 'started') return [];
    const end = told.slice(index + 1).find((later) => isEndOf(later, event));
    const { stage, action, at: from } = event;
    const model = stages.find(({ name }) => name === stage)?.actions.find(({ name }) => name === action);
    const id = uuid(`${execution.id}/${stage}/${action}/${index}`);
    if (end === undefined) return [{ id, stage, action, model, from, status: 'started' as const }];
    const { status, at: to, detail } = end;
    return [{ id, stage, action, model, from, to, status, ...(detail !== undefined && { detail }) }];
  });
}

function isEndOf(event: Of<'action'>, begun: Of<'action'>): boolean {
  return event.stage === begun.stage && event.action === begun.action && event.status !== 'started';
}

/** The same id for the same text, in the form that AWS gives ids. */
export function uuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
