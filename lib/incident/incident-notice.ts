import type { Notice } from '../notifications/notice';
import type { Link } from '../shared/console-links';
import { ANY, severityOf, titleOf } from './incident';
import type { Incident } from './incident';

/** An OpsItem in the console. */
export function incidentLink(region: string, id: string): Link {
  const url = `https://${region}.console.aws.amazon.com/systems-manager/opsitems/${id}?region=${region}`;
  return { text: 'Incident', url };
}

/** What people hear when an incident opens, or ends. */
export function incidentNotice(incident: Incident, region: string): Notice {
  const { id, place, what, began, ended, postmortem } = incident;
  const title = titleOf(incident);
  const common = {
    service: place.service === ANY ? 'project' : place.service,
    links: [incidentLink(region, id)],
    thread: id,
  };
  if (ended === undefined) {
    const lines = [`Severity: ${severityOf(incident)}. Began ${began}.`, ...(what === title ? [] : [what])];
    return { ...common, kind: 'incident-opened', title: `incident opened: ${title}`, lines };
  }
  const lines = [
    `Lasted from ${began} to ${ended}.`,
    ...(postmortem ? [`Draft of the postmortem: ${postmortem}`] : []),
  ];
  return { ...common, kind: 'incident-resolved', title: `incident over: ${title}`, lines };
}
