import { requireConsent } from '../consent';
import { placeOf } from '../places';
import { tell } from '../session';
import type { Session } from '../session';
import { commandLine, paragraph } from '../text';
import { requireVersionForm } from '../versions';
import { followExecution } from '../watch/follow-execution';
import type { Followed } from '../watch/follow-execution';
import { beginRollback } from './begin-rollback';
import type { RollbackOptions } from './begin-rollback';
import { releaseAgain } from './release-again';

/**
 * `ops rollback`: releases an earlier version through the pipeline; asks before. Resolves to the exit status.
 * @throws UsageError for names and versions that do not exist
 * @throws OperationError when it cannot work now
 */
export async function rollbackCommand(session: Session, options: RollbackOptions): Promise<number> {
  placeOf(session.project, options);
  requireVersionForm(options.to);
  requireConsent(session);
  const begun = await beginRollback(session, options, releaseAgain);
  if (begun === 'unchanged') return 0;
  if (begun === 'declined') return 1;
  return finish(session, begun, begun.version);
}

async function finish(session: Session, followed: Followed, version: string): Promise<number> {
  if (!session.wait) {
    tell(session, 'result', [], { outcome: 'started', version });
    return 0;
  }
  const verdict = await followExecution(session, followed);
  if (verdict.kind === 'succeeded') {
    const text = `${version} is released in ${followed.stage}.`;
    tell(session, 'result', [text], { outcome: 'released', version });
    return 0;
  }
  const reason =
    verdict.kind === 'failed'
      ? verdict.reason
      : `the conditions of the stage ${followed.stage} stop it: an alarm is red, or the change window is closed`;
  const lines = paragraph(`Not rolled back: ${reason}`);
  const way = verdict.kind === 'blocked' ? ['To let it in:', commandLine(overrideCommand(followed))] : [];
  tell(session, 'result', [...lines, ...way], { outcome: 'failed', reason });
  return 1;
}

function overrideCommand({ pipeline, stage, executionId }: Followed): string {
  const names = `--pipeline-name ${pipeline} --stage-name ${stage}`;
  return `aws codepipeline override-stage-condition --condition-type BEFORE_ENTRY ${names} --pipeline-execution-id ${executionId}`;
}
