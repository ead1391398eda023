import { EnableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import { freezingIncident } from '../../incident/freeze';
import { ItemStore } from '../../incident/item-store';
import { text } from '../../incident/kept-signals';
import { ITEM_KEYS } from '../../incident/ops-item';
import { pipelineName } from '../../shared/names';
import { whoIs } from '../aws/identity';
import { readStages } from '../aws/pipeline-state';
import { consent, requireConsent } from '../consent';
import { OperationError, UsageError } from '../errors';
import { placeOf } from '../places';
import type { PlaceNames } from '../places';
import { tell } from '../session';
import type { Session } from '../session';
import { labelled } from '../text';

/** Names and reason from the command line. */
export interface ThawOptions extends PlaceNames {
  readonly reason?: string;
}

/** Longest reason, in characters. */
const MOST = 500;

/**
 * `ops thaw`: lets releases in that an incident keeps out; asks before. The incident stays open and never closes the
 * stage again. Resolves to the exit status.
 * @throws UsageError for names and reasons that are no good
 * @throws OperationError when somebody else has closed the stage
 */
export async function thawCommand(session: Session, options: ThawOptions): Promise<number> {
  const place = placeOf(session.project, options);
  const reason = checkedReason(options.reason);
  requireConsent(session);
  const { clients, clock, project } = session;
  const pipeline = pipelineName(project.project, place.service.name);
  const stage = place.environment.name;
  const names = { pipeline, stage };
  const closed = (await readStages(clients.codePipeline, pipeline)).find(
    ({ name }) => name === stage,
  )?.closed;
  const incident = freezingIncident(closed);
  if (closed === undefined) {
    tell(session, 'result', [`Nothing keeps releases out of ${stage}.`], { outcome: 'unchanged', ...names });
    return 0;
  }
  if (incident === undefined) {
    throw new OperationError(
      `no incident has closed ${stage}, but somebody: "${closed}"; when you know why, open it: aws codepipeline enable-stage-transition --pipeline-name ${pipeline} --stage-name ${stage} --transition-type Inbound`,
    );
  }
  const who = await whoIs(clients.sts, place);
  const plan = [
    `Let releases of ${place.service.name} into ${stage} again`,
    ...labelled('closed by', `incident ${incident}, which stays open`),
    ...labelled('then', 'the release that waits goes in at once, and every later one as usual'),
    ...labelled('reason', reason),
    ...labelled('by', who),
    ...labelled('recorded', 'with the incident, in its postmortem, in CloudTrail'),
  ];
  if (!(await consent(session, plan, { ...names, incident, reason, who }))) return 1;
  await letIn(session, { ...names, incident, note: `${clock.now().toISOString()} by ${who}: ${reason}` });
  tell(session, 'result', [`The pipeline may enter ${stage} again.`], {
    outcome: 'thawed',
    ...names,
    incident,
  });
  return 0;
}

interface Thaw {
  readonly pipeline: string;
  readonly stage: string;
  readonly incident: string;
  readonly note: string;
}

/** Noted first: an incident that does not know of it could close the stage again. */
async function letIn(
  { clients, project }: Session,
  { pipeline, stage, incident, note }: Thaw,
): Promise<void> {
  const change = { OperationalData: { [ITEM_KEYS.thawed]: text(note) } };
  await new ItemStore(clients.opsCenter, project.project).update(incident, change).catch((error: unknown) => {
    // Nobody is left who could close the stage again, or open it.
    if (!(error instanceof Error && error.name === 'OpsItemNotFoundException')) throw error;
  });
  const door = { pipelineName: pipeline, stageName: stage, transitionType: 'Inbound' } as const;
  await clients.codePipeline.send(new EnableStageTransitionCommand(door));
}

function checkedReason(reason: string | undefined): string {
  const line = (reason ?? '').replaceAll(/\s+/g, ' ').trim();
  if (line.length >= 10 && line.length <= MOST) return line;
  throw new UsageError(
    `--reason: got ${reason === undefined ? 'nothing' : `${line.length} characters`}; write 10 to ${MOST}: why releases may go in although the incident is not over`,
  );
}
