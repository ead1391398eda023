import type { Notice } from '../notifications/notice';
import type { Link } from '../shared/console-links';
import { isHigh, openedAt, resolvedAt, severityAtWorst, severityNow } from './incident';
import type { TrackedIncident } from './ops-item';
import { ANY } from './signal';

/** An OpsItem in the console. */
export function incidentLink(region: string, id: string): Link {
  const url = `https://${region}.console.aws.amazon.com/systems-manager/opsitems/${id}?region=${region}`;
  return { text: 'Incident', url };
}

/** What people hear when an incident opens or ends. */
export function incidentNotice(
  tracked: TrackedIncident,
  kind: 'opened' | 'resolved',
  region: string,
): Notice {
  const { id, title, incident, freeze, postmortem } = tracked;
  const { service } = incident.place;
  const link = incidentLink(region, id);
  const common = { service: service === ANY ? 'project' : service, links: [link], thread: id };
  if (kind === 'opened') {
    const severity = isHigh(severityAtWorst(incident)) ? 'high' : 'medium';
    return {
      ...common,
      kind: 'incident-opened',
      title: `incident opened: ${title}`,
      lines: [
        `Severity: ${severity}. Began ${openedAt(incident)}.`,
        ...(isHigh(severityNow(incident)) && freeze !== 'lifted' && service !== ANY
          ? [
              'Releases of this service wait until it is over. aws codepipeline enable-stage-transition lets them in before.',
            ]
          : []),
      ],
    };
  }
  return {
    ...common,
    kind: 'incident-resolved',
    title: `incident over: ${title}`,
    lines: [
      `Lasted from ${openedAt(incident)} to ${resolvedAt(incident) ?? 'now'}.`,
      ...(postmortem ? [`Draft of the postmortem: ${postmortem}`] : []),
    ],
  };
}
