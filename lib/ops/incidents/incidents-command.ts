import { activeCauses, isHigh, openedAt, resolvedAt, severityAtWorst } from '../../incident/incident';
import { ItemStore } from '../../incident/item-store';
import type { TrackedIncident } from '../../incident/ops-item';
import { placeText } from '../../incident/signal';
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
  const all = await new ItemStore(clients.opsCenter, project.project).since(since);
  const incidents = all.filter(
    ({ incident: { place } }) =>
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

function linesOf(tracked: TrackedIncident): string[] {
  const { id, title, open, incident, freeze, thawed, postmortem } = tracked;
  const { place } = incident;
  const end = resolvedAt(incident);
  const severity = isHigh(severityAtWorst(incident)) ? 'high' : 'medium';
  return [
    `${id}  ${open ? 'OPEN' : 'over'}  ${severity}  ${title}`,
    ...labelled('where', placeText(place)),
    ...labelled('began', utc(new Date(openedAt(incident)))),
    ...(end ? labelled('ended', utc(new Date(end))) : []),
    ...(open
      ? labelled(
          'because',
          activeCauses(incident)
            .map((cause) => saidOf(tracked, cause))
            .join('; '),
        )
      : []),
    ...(freeze === 'on' && !thawed ? labelled('releases', 'are kept out') : []),
    ...(thawed ? labelled('let in', thawed) : []),
    ...(postmortem ? labelled('postmortem', postmortem) : []),
  ];
}

function saidOf({ incident }: TrackedIncident, cause: 'impaired' | 'release' | 'drift'): string {
  return incident.causes[cause]?.raised?.text ?? cause;
}

function dataOf({ id, title, open, incident, freeze, thawed, postmortem }: TrackedIncident): object {
  return {
    id,
    title,
    open,
    ...incident.place,
    severity: severityAtWorst(incident),
    began: openedAt(incident),
    ended: resolvedAt(incident),
    because: activeCauses(incident),
    causes: incident.causes,
    releases: freeze,
    letIn: thawed,
    postmortem,
  };
}
