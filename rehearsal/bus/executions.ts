import type { RehearsalEvent } from '../events';
import type { Revision } from '../pipeline/source';
import { uuid } from './action-runs';
import type { Execution, Of, RunRecord } from './run-record';

/**
 * The executions of a run: the release, and one for each stage that was run again after it had failed, which is how
 * CodePipeline rolls a stage back.
 * @param id of the release
 */
export function executionsOf(
  id: string,
  events: readonly RehearsalEvent[],
  revision: Revision | undefined,
  startedAt: RunRecord['startedAt'],
): Execution[] {
  const told = events.filter((event) => event.type === 'stage' || event.type === 'action');
  const again = told.findIndex((event, index) => isSecondRun(told, event, index));
  const release = again < 0 ? told : told.slice(0, again);
  return [
    { id, kind: 'release', ...(revision && { revision: datedBefore(revision, startedAt) }), events: release },
    ...(again < 0
      ? []
      : [{ id: uuid(`${id}/rollback`), kind: 'stage-rollback' as const, events: told.slice(again) }]),
  ];
}

/** A commit that is younger than the run in cloud time has no date: moving it would be an invention. */
function datedBefore(
  { commit, message, authorDate, git }: Revision,
  startedAt: Date,
): NonNullable<Execution['revision']> {
  const isKnown = git && new Date(authorDate) <= startedAt;
  return { commit, message, ...(isKnown && { authorDate }) };
}

function isSecondRun(
  told: readonly (Of<'stage'> | Of<'action'>)[],
  event: Of<'stage'> | Of<'action'>,
  index: number,
): boolean {
  return (
    event.type === 'stage' &&
    event.status === 'started' &&
    told
      .slice(0, index)
      .some((one) => one.type === 'stage' && one.stage === event.stage && one.status === 'failed')
  );
}
