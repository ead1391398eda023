import { readActions } from '../aws/action-executions';
import type { ActionSnapshot } from '../aws/action-executions';
import { readExecution, readStages } from '../aws/pipeline-state';
import { tell } from '../session';
import type { Session } from '../session';
import { cut } from '../text';
import { patiently } from './patiently';
import { stageVerdict } from './stage-verdict';
import type { StageVerdict } from './stage-verdict';

/** One execution on its way through one stage. */
export interface Followed {
  readonly pipeline: string;
  readonly executionId: string;
  readonly stage: string;
}

/** Tells every action of an execution until it has come through the stage, or cannot. */
export async function followExecution(
  session: Session,
  { pipeline, executionId, stage }: Followed,
): Promise<StageVerdict> {
  const { codePipeline } = session.clients;
  const told = new Set<string>();
  return patiently(session, async () => {
    const [{ status }, stages, actions] = await Promise.all([
      readExecution(codePipeline, pipeline, executionId),
      readStages(codePipeline, pipeline),
      readActions(codePipeline, pipeline, executionId),
    ]);
    tellNew(session, told, actions);
    const verdict = stageVerdict({ executionId, status, stages, actions }, stage);
    return verdict.kind === 'running' ? undefined : verdict;
  });
}

function tellNew(session: Session, told: Set<string>, actions: readonly ActionSnapshot[]): void {
  for (const action of [...actions].reverse()) {
    const key = JSON.stringify([action.stage, action.action, action.status]);
    if (told.has(key)) continue;
    told.add(key);
    const time = session.clock.now().toISOString().slice(11, 19);
    const detail =
      action.detail && action.status !== 'InProgress' ? `  ${action.detail.replaceAll(/\s+/g, ' ')}` : '';
    const line = `  ${time}  ${action.stage}  ${action.action}  ${action.status}${detail}`;
    tell(session, 'action', [cut(line)], action);
  }
}
