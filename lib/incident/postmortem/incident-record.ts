import { isHigh, openedAt, resolvedAt, severityAtWorst } from '../incident';
import type { Mark } from '../incident';
import type { TrackedIncident } from '../ops-item';
import type { IncidentRecord, Moment } from './record';
import type { Span } from './sources';

/** The time of an incident; one that lasts still ends now. */
export function spanOf({ incident }: TrackedIncident, now: Date): Span {
  const from = openedAt(incident);
  const to = resolvedAt(incident);
  return {
    place: incident.place,
    from: from === '' ? now : new Date(from),
    to: to === undefined ? now : new Date(to),
  };
}

/** The record with what the incident itself knows: its causes, whether releases were kept out, who let them in. */
export function withIncident(
  record: IncidentRecord,
  tracked: TrackedIncident,
  links: IncidentRecord['links'],
): IncidentRecord {
  const { id, title, incident, freeze, thawed } = tracked;
  const moments = Object.values(incident.causes).flatMap(({ raised, cleared }) => [
    ...said(raised, 'first'),
    ...said(cleared, 'last'),
  ]);
  const high = isHigh(severityAtWorst(incident));
  const frozen = high && (freeze === 'on' || freeze === 'lifted');
  const [, time = '', by = '', reason = ''] = /^(\S+) by (\S+): (.*)$/.exec(thawed ?? '') ?? [];
  const { impaired } = incident.causes;
  return {
    ...record,
    title,
    incident: id,
    severity: high ? 'high' : 'medium',
    moments: [
      ...record.moments,
      ...moments,
      ...(frozen && impaired?.raised
        ? [moment(impaired.raised.first, 'other releases of the service were kept out while it was high')]
        : []),
    ],
    history: {
      ...record.history,
      operators: [
        ...record.history.operators,
        ...(time
          ? [{ at: new Date(time), by, what: `let releases in again: ${reason}`, place: record.place }]
          : []),
      ],
    },
    links: [...record.links, ...links],
  };
}

function said(mark: Mark | undefined, when: 'first' | 'last'): Moment[] {
  // What was not heard of stands in brackets.
  return mark === undefined || mark.text.startsWith('(') ? [] : [moment(mark[when], mark.text)];
}

function moment(at: string, text: string): Moment {
  return { at: new Date(at), kind: 'incident', text };
}
