import { dashboardLink, executionLink } from '../../shared/console-links';
import type { Link } from '../../shared/console-links';
import { pipelineName, serviceDashboardName } from '../../shared/names';
import { severityOf, titleOf } from '../incident';
import type { Incident } from '../incident';
import { incidentLink } from '../incident-notice';
import type { IncidentRecord, Moment } from './record';
import type { Span } from './sources';

/** The time of an incident; one that lasts still ends now. */
export function spanOf({ place, began, ended }: Incident, now: Date): Span {
  return { place, from: new Date(began), to: ended === undefined ? now : new Date(ended) };
}

/** The record with what the incident itself knows: what it is called, when it began and ended, its pages. */
export function withIncident(record: IncidentRecord, incident: Incident, region: string): IncidentRecord {
  const { id, began, ended, what } = incident;
  const moment = (at: string, text: string): Moment => ({ at: new Date(at), kind: 'incident', text });
  return {
    ...record,
    title: titleOf(incident),
    incident: id,
    severity: severityOf(incident),
    moments: [
      ...record.moments,
      moment(began, what),
      ...(ended === undefined ? [] : [moment(ended, `the incident was over: ${OVER[incident.cause]}`)]),
    ],
    links: [...record.links, incidentLink(region, id), ...pagesOf(record.project, incident, region)],
  };
}

function pagesOf(project: string, { place, execution }: Incident, region: string): Link[] {
  const { service, environment } = place;
  return [
    dashboardLink(region, serviceDashboardName(project, environment, service)),
    ...(execution
      ? [{ ...executionLink(region, pipelineName(project, service), execution), text: 'Release' }]
      : []),
  ];
}

/** What ends an incident of each cause. */
const OVER = {
  impaired: 'the alarm was OK again',
  release: 'a good release, or a rollback by a person, came through',
  drift: 'nothing differed any more',
} as const;
