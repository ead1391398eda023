import { writeFileSync } from 'node:fs';
import { formatStrategy } from '../../delivery/strategy-text';
import type { Window } from '../../dora/metrics';
import type { Incident } from '../../incident/incident';
import { OpsItems } from '../../incident/ops-items';
import { postmortemDraft } from '../../incident/postmortem/draft';
import { gatherRecord } from '../../incident/postmortem/gather';
import { withIncident } from '../../incident/postmortem/incident-record';
import type { IncidentRecord } from '../../incident/postmortem/record';
import { timelineOf } from '../../incident/postmortem/timeline';
import { incidentSettings } from '../../incident/settings-of';
import { pipelineName } from '../../shared/names';
import { whoIs } from '../aws/identity';
import { readStages } from '../aws/pipeline-state';
import { windowOf } from '../dora/window';
import type { WindowWords } from '../dora/window';
import { UsageError } from '../errors';
import { failureOf } from '../failure';
import { placesOf, serviceOf } from '../places';
import type { Place, PlaceNames } from '../places';
import type { Session } from '../session';

/** Names, time and file from the command line. */
export interface PostmortemOptions extends PlaceNames, WindowWords {
  /** New file for the draft. */
  readonly out?: string;
}

/**
 * `ops postmortem`: a draft about any past time, from what AWS recorded. What cannot be read is said to be missing.
 * Resolves to 0.
 * @throws UsageError for names, times and files that are no good
 */
export async function postmortemCommand(session: Session, options: PostmortemOptions): Promise<number> {
  const { clients, clock, output } = session;
  const place = placeIn(session, options);
  if (options.from === undefined) {
    throw new UsageError('--from is missing; name when it began, for example --from 2026-01-31T18:00:00Z');
  }
  const window = windowOf(options, { from: clock.now(), to: clock.now() }, clock.now());
  // Both say clearly what is wrong with the credentials, before a draft of missing parts would.
  await readStages(clients.codePipeline, pipelineName(session.project.project, place.service.name));
  await whoIs(clients.sts, place);
  const record = await recordOf(session, place, window);
  const draft = postmortemDraft(record);
  if (options.out === undefined) output.say(draft);
  else {
    keep(options.out, draft);
    output.say(`The draft is in ${options.out}. ${missingText(record)}`);
  }
  if (session.json) output.data(dataOf(record, draft));
  return 0;
}

async function recordOf(session: Session, place: Place, { from, to }: Window): Promise<IncidentRecord> {
  const { clients, clock, project, profile } = session;
  const names = { service: place.service.name, environment: place.environment.name };
  const services = [
    ...new Set(project.environments.flatMap((each) => each.services.map(({ name }) => name))),
  ];
  const environments = project.environments.map(({ name }) => name);
  const span = { place: names, from, to };
  const explain = (error: unknown): string => failureOf(error, profile).message;
  const record = await gatherRecord(span, {
    watched: { project: project.project, services, environments },
    codePipeline: clients.codePipeline,
    environment: clients,
    timeZone: project.toolchain.timeZone,
    now: clock.now(),
    strategy: formatStrategy(place.service.delivery),
    explain,
  });
  try {
    const known = await new OpsItems(clients.opsCenter, incidentSettings(project)).since(from);
    return known
      .filter((incident) => overlaps(incident, names, { from, to }))
      .reduce((sum, incident) => withIncident(sum, incident, project.toolchain.region), record);
  } catch (error) {
    const why = `could not be read (${explain(error)})`;
    return { ...record, missing: [...record.missing, { what: 'Incidents', why }] };
  }
}

function overlaps(
  { place, began, ended }: Incident,
  { service, environment }: IncidentRecord['place'],
  window: Window,
): boolean {
  return (
    place.service === service &&
    place.environment === environment &&
    new Date(began) <= window.to &&
    (ended === undefined || new Date(ended) >= window.from)
  );
}

/** The one place that is meant; the environment may be left out where the service is in one only. */
function placeIn({ project }: Session, names: PlaceNames): Place {
  serviceOf(project, names.service);
  const [place, ...others] = placesOf(project, names);
  if (place !== undefined && others.length === 0) return place;
  const allowed = [place, ...others].flatMap((each) => each?.environment.name ?? []);
  throw new UsageError(`--environment is missing; allowed: ${allowed.join(', ')}`);
}

/** An older draft may have been worked on. */
function keep(file: string, draft: string): void {
  try {
    writeFileSync(file, draft, { flag: 'wx' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--out: cannot write ${file}: ${reason}; name a file that is not there yet`);
  }
}

function missingText({ missing }: IncidentRecord): string {
  return `Missing: ${missing.map(({ what }) => what).join(', ')}.`;
}

function dataOf(record: IncidentRecord, markdown: string): object {
  const { place, from, to, title, incident, minutes, missing } = record;
  return { ...place, from, to, title, incident, timeline: timelineOf(record), minutes, missing, markdown };
}
