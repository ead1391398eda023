import { readActions } from '../aws/action-executions';
import type { ActionSnapshot } from '../aws/action-executions';
import { readExecution, readStages } from '../aws/pipeline-state';
import { FreezePass } from '../incidents/freeze-pass';
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
  /** True when its conditions were overridden already. */
  readonly overridden?: boolean;
}

/** Looks that an overridden condition may still show its old state. */
const LOOKS_AFTER_OVERRIDE = 6;

/**
 * Tells every action of an execution until it has come through the stage, or cannot. `override` lets it in when the
 * conditions of the stage stop it; without, that is the end. A stage that an incident keeps closed is opened for it.
 */
export async function followExecution(
  session: Session,
  followed: Followed,
  override?: () => Promise<void>,
): Promise<StageVerdict> {
  const told = new Set<string>();
  let looksLeft = followed.overridden ? LOOKS_AFTER_OVERRIDE : undefined;
  const pass = new FreezePass(session, followed);
  const look = async (): Promise<StageVerdict | undefined> => {
    const { codePipeline } = session.clients;
    const { pipeline, executionId, stage } = followed;
    const [{ status }, stages, actions] = await Promise.all([
      readExecution(codePipeline, pipeline, executionId),
      readStages(codePipeline, pipeline),
      readActions(codePipeline, pipeline, executionId),
    ]);
    tellNew(session, told, actions);
    await pass.look(stages);
    const verdict = stageVerdict({ executionId, status, stages, actions }, stage);
    if (verdict.kind === 'running') return undefined;
    if (verdict.kind !== 'blocked' || override === undefined) return verdict;
    if (looksLeft === undefined) {
      await override();
      looksLeft = LOOKS_AFTER_OVERRIDE;
    } else if (looksLeft === 0) return verdict;
    else looksLeft -= 1;
    return undefined;
  };
  return patiently(session, look).finally(async () => pass.end());
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
