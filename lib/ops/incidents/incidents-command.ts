import { placeText, severityOf, titleOf } from '../../incident/incident';
import type { Incident } from '../../incident/incident';
import { OpsItems } from '../../incident/ops-items';
import { incidentSettings } from '../../incident/settings-of';
import { placesOf } from '../places';
import type { PlaceNames } from '../places';
import type { Session } from '../session';
import { labelled, utc } from '../text';

/** How far back incidents that are over are told. */
const LOOK_BACK_DAYS = 30;

const DAY_MS = 86_400_000;

/**
 * `ops incidents`: what is wrong now, and what was. Resolves to 0; that something is wrong is no failure of the command.
 * @throws UsageError for names that the configuration does not have
 */
export async function incidentsCommand(session: Session, names: PlaceNames): Promise<number> {
  const { project, clients, clock, output } = session;
  // Names are checked before anything is asked.
  placesOf(project, names);
  const since = new Date(clock.now().getTime() - LOOK_BACK_DAYS * DAY_MS);
  const all = await new OpsItems(clients.opsCenter, incidentSettings(project)).since(since);
  const incidents = all.filter(
    ({ place }) =>
      place.service === (names.service ?? place.service) &&
      place.environment === (names.environment ?? place.environment),
  );
  const open = incidents.filter((incident) => incident.open);
  for (const incident of [...open, ...incidents.filter((each) => !each.open)]) {
    for (const line of [...linesOf(incident), '']) output.say(line);
  }
  const over = incidents.length - open.length;
  output.say(`${open.length} open, ${over} over in the last ${LOOK_BACK_DAYS} days.`);
  if (session.json) output.data({ incidents: incidents.map(dataOf) });
  return 0;
}

function linesOf(incident: Incident): string[] {
  const { id, open, place, began, ended, what, alarm, postmortem } = incident;
  return [
    `${id}  ${open ? 'OPEN' : 'over'}  ${severityOf(incident)}  ${titleOf(incident)}`,
    ...labelled('where', placeText(place)),
    ...labelled('began', utc(new Date(began))),
    ...(ended ? labelled('ended', utc(new Date(ended))) : []),
    ...(open ? labelled('because', alarm ? `the alarm ${alarm} is red` : what) : []),
    ...(postmortem ? labelled('postmortem', postmortem) : []),
  ];
}

function dataOf(incident: Incident): object {
  const { id, open, place, cause, began, ended, what, alarm, execution, postmortem } = incident;
  const severity = severityOf(incident);
  const title = titleOf(incident);
  return { id, title, open, ...place, severity, cause, began, ended, what, alarm, execution, postmortem };
}
