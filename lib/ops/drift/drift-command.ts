import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { driftReport, exitStatusOf } from '../../drift/classify';
import { detectAll } from '../../drift/detect-all';
import type { DriftReport } from '../../drift/drift-model';
import { Interrupted } from '../errors';
import { failureOf, isAboutAccess } from '../failure';
import type { Session } from '../session';
import { paragraph } from '../text';
import { driftPlaces } from './drift-places';
import type { DriftNames } from './drift-places';
import { driftLines, progressLine } from './drift-text';

/** How long a person waits at most, for stacks that are being updated too. */
const PATIENCE_MS = 15 * 60_000;

/**
 * `ops drift`: how reality differs from the templates. Resolves to 0 for no drift, 1 for drift, 3 when something could not
 * be checked and nothing else is wrong.
 * @throws UsageError for names that the configuration does not have
 * @throws Interrupted when the person stops waiting
 * @throws Error of AWS when the credentials are no good: then nothing can be checked
 */
export async function driftCommand(session: Session, names: DriftNames): Promise<number> {
  const { project, clients, clock, output } = session;
  const places = driftPlaces(project, names);
  // Nothing is wrong with every single stack when nobody can be asked at all.
  await clients.sts.send(new GetCallerIdentityCommand({}));
  output.say(`Asking CloudFormation about ${places.length} of its stacks; this takes some minutes.`);
  let done = 0;
  const stacks = await detectAll({
    project: project.project,
    places,
    clientFor: ({ environment, region }) =>
      clients.cloudFormation(environment === undefined ? 'toolchain' : 'environment', region),
    clock: { now: () => clock.now().getTime(), wait: async (milliseconds) => clock.wait(milliseconds) },
    deadline: clock.now().getTime() + PATIENCE_MS,
    describe: (error) => problemOf(error, session.profile),
    done: (report) => output.say(progressLine(report, (done += 1), places.length)),
  });
  const report = driftReport(stacks);
  for (const line of linesOf(report)) output.say(line);
  const status = exitStatusOf(report);
  if (session.json) output.data({ type: 'drift', at: clock.now().toISOString(), status, ...report });
  return status;
}

/** The same reason for every stack is about the caller, and is said once. */
function linesOf(report: DriftReport): string[] {
  const [first, ...others] = new Set(report.stacks.map(({ problem }) => problem));
  if (first === undefined || others.length > 0) return ['', ...driftLines(report)];
  return ['', ...paragraph(`Nothing could be checked: ${first}`)];
}

function problemOf(error: unknown, profile: string | undefined): string {
  if (error instanceof Interrupted) throw new Interrupted('stopped looking for drift; nothing was changed');
  if (isAboutAccess(error)) throw error;
  return failureOf(error, profile).message;
}
