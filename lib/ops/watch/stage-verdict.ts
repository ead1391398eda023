import type { ActionSnapshot } from '../aws/action-executions';
import type { StageSnapshot } from '../aws/pipeline-state';

/** What is known about one execution at one moment. */
export interface ExecutionView {
  readonly executionId: string;
  /** Status of the whole execution. */
  readonly status: string;
  /** Where every stage stands, in order. */
  readonly stages: readonly StageSnapshot[];
  /** What the execution has begun. */
  readonly actions: readonly ActionSnapshot[];
}

/** How an execution stands in the stage that matters. */
export type StageVerdict =
  | { readonly kind: 'running' | 'succeeded' | 'blocked' }
  | { readonly kind: 'failed'; readonly reason: string };

const ENDED_BADLY = ['Failed', 'Stopped', 'Superseded', 'Cancelled'];

/**
 * Whether the execution has come through the stage. Another execution may be in the stage by now, so actions in a later
 * stage, and the end of the whole execution, count too.
 */
export function stageVerdict(view: ExecutionView, stageName: string): StageVerdict {
  const { executionId, status, stages, actions } = view;
  const stage = stages.find(({ name }) => name === stageName);
  if (stage?.executionId === executionId) {
    if (stage.status === 'Succeeded') return { kind: 'succeeded' };
    if (stage.status === 'Failed' && stage.entry === 'Failed') return { kind: 'blocked' };
    if (stage.status && ENDED_BADLY.includes(stage.status)) return failed(view, stage.status);
  }
  const later = stages.slice(stages.findIndex(({ name }) => name === stageName) + 1);
  const moved = later.some(({ name }) => actions.some((action) => action.stage === name));
  if (moved || status === 'Succeeded') return { kind: 'succeeded' };
  if (ENDED_BADLY.includes(status)) return failed(view, status);
  return { kind: 'running' };
}

function failed({ actions }: ExecutionView, status: string): StageVerdict {
  const action = actions.find((candidate) => candidate.status === 'Failed');
  if (!action) return { kind: 'failed', reason: `the execution is ${status}` };
  const detail = action.detail ? `: ${action.detail}` : '';
  return { kind: 'failed', reason: `${action.action} of ${action.stage} failed${detail}` };
}
