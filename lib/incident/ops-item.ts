import { plainText, truncate } from '../../app/shared/plain-text';
import type { Link } from '../shared/console-links';
import type { FreezeState } from './freeze';
import { activeCauses, dedupString, incidentOf, openedAt, resolvedAt, severityAtWorst } from './incident';
import type { Incident } from './incident';
import { incidentKept, keptSignals, signalData, text } from './kept-signals';
import type { ItemData, KeptSignal } from './kept-signals';
import { CAUSES, placeText } from './signal';
import type { Cause, Signal } from './signal';
import { sourceOf } from './source-name';

/** Keys of what an OpsItem remembers beside the signals, see `keptSignals`. A change of one never touches another. */
export const ITEM_KEYS = {
  /** `<project>/<environment>/<service>`; what incidents are found by. */
  place: 'incident',
  /** What was done to the pipeline, see `FreezeState`. */
  freeze: 'releases-frozen',
  /** Who let releases in again although the incident is open, when and why. */
  thawed: 'releases-let-in',
  /** What people were told last: `opened` or `resolved`. */
  announced: 'announced',
  /** Where the draft is kept. */
  postmortem: 'postmortem',
  /** Until when it tells. */
  postmortemUntil: 'postmortem-until',
} as const;

/** Part of what `ssm:GetOpsItem` answers. */
export interface Item {
  readonly OpsItemId?: string;
  readonly Status?: string;
  readonly Severity?: string;
  readonly Title?: string;
  readonly CreatedTime?: Date;
  readonly OperationalData?: Readonly<Record<string, { readonly Value?: string }>>;
}

/** An incident with what was done about it. */
export interface TrackedIncident {
  readonly id: string;
  readonly title: string;
  /** Whether the OpsItem is open or in progress. */
  readonly open: boolean;
  /** Severity of the OpsItem. */
  readonly severity: string;
  readonly incident: Incident;
  /** What the incident is made of. */
  readonly signals: readonly KeptSignal[];
  /** The pages that were noted when it was opened. */
  readonly links: readonly Link[];
  readonly freeze?: FreezeState;
  readonly thawed?: string;
  readonly announced?: string;
  readonly postmortem?: string;
  readonly postmortemUntil?: string;
}

/** Reads an OpsItem; undefined when it is none of ours. What a person has written into a signal is left out. */
export function trackedOf(item: Item): TrackedIncident | undefined {
  const { OpsItemId: id, Status, Severity, Title, OperationalData = {} } = item;
  const value = (key: string): string | undefined => OperationalData[key]?.Value || undefined;
  const [, environment, service] = value(ITEM_KEYS.place)?.split('/') ?? [];
  if (id === undefined || environment === undefined || service === undefined) return undefined;
  const place = { service, environment };
  const signals = keptSignals(OperationalData, place);
  const freeze = value(ITEM_KEYS.freeze) as FreezeState | undefined;
  const thawed = value(ITEM_KEYS.thawed);
  const announced = value(ITEM_KEYS.announced);
  const postmortem = value(ITEM_KEYS.postmortem);
  const postmortemUntil = value(ITEM_KEYS.postmortemUntil);
  return {
    id,
    title: Title ?? '',
    open: Status !== 'Resolved' && Status !== 'Closed',
    severity: Severity ?? '',
    incident: incidentKept(OperationalData, place, signals),
    signals,
    links: linksIn(OperationalData),
    ...(freeze && { freeze }),
    ...(thawed && { thawed }),
    ...(announced && { announced }),
    ...(postmortem && { postmortem }),
    ...(postmortemUntil && { postmortemUntil }),
  };
}

/** Beginning of the keys of links. */
const LINK = 'link-';

function linksIn(data: NonNullable<Item['OperationalData']>): Link[] {
  return Object.entries(data)
    .filter(([key, { Value = '' }]) => key.startsWith(LINK) && Value.startsWith('https://'))
    .map(([key, { Value = '' }]) => ({
      text: capital(key.slice(LINK.length).replaceAll('-', ' ')),
      url: Value,
    }));
}

/** What goes into a new OpsItem beside its first signal. */
export interface ItemFacts {
  readonly project: string;
  /** In the order in which they are worth a look. */
  readonly links: readonly Link[];
  /** Name of the Automation document that goes back; absent where there is none. */
  readonly runbook?: string;
  /** ARN of the pipeline; absent for an incident that is about no service. */
  readonly pipelineArn?: string;
}

/** Fields of `ssm:CreateOpsItem`. */
export interface NewItem {
  readonly Title: string;
  readonly Description: string;
  readonly Source: string;
  readonly Category: 'Availability';
  readonly Severity: string;
  readonly OperationalData: ItemData;
}

/**
 * A new OpsItem for a first signal. `/aws/dedup` keeps OpsCenter from making a second one while it is open; `/aws/automations` and
 * `/aws/resources` are shown beside it. Source: AWS Systems Manager user guide, "Managing duplicate OpsItems" and
 * "Working with OpsItems".
 */
export function newItem(signal: Signal, facts: ItemFacts): NewItem {
  const { project, links, runbook, pipelineArn } = facts;
  const incident = incidentOf(signal);
  const dedup = dedupString(project, incident.place);
  const pages = links.map(({ text: name, url }) => [`${LINK}${slug(name)}`, text(url)] as const);
  return {
    Title: titleOf(incident),
    Description: descriptionOf(incident, facts),
    Source: sourceOf(project),
    Category: 'Availability',
    Severity: String(severityAtWorst(incident)),
    OperationalData: {
      ...signalData(signal),
      ...Object.fromEntries(pages),
      [ITEM_KEYS.place]: text(dedup),
      '/aws/dedup': text(JSON.stringify({ dedupString: dedup })),
      ...(pipelineArn && { '/aws/resources': text(JSON.stringify([{ arn: pipelineArn }])) }),
      ...(runbook && {
        '/aws/automations': text(
          JSON.stringify([{ automationId: runbook, automationType: 'AWS::SSM::Automation' }]),
        ),
      }),
    },
  };
}

const TITLES: Readonly<Record<Cause, (where: string, said: string) => string>> = {
  impaired: (where) => `${where} does not serve its users as promised`,
  release: (where) => `a release of ${where} failed`,
  drift: (_where, said) => said,
};

/** One line about the worst that happened. */
export function titleOf(incident: Incident): string {
  const ever = CAUSES.find((cause) => incident.causes[cause]?.raised);
  const said = incident.causes[ever ?? 'release']?.raised?.text ?? '';
  return TITLES[ever ?? 'release'](placeText(incident.place), said);
}

/** Longest description that OpsCenter takes. */
const DESCRIPTION_LENGTH = 2048;

function descriptionOf(incident: Incident, { links, runbook }: ItemFacts): string {
  const { service, environment } = incident.place;
  const names = `--service ${service} --environment ${environment}`;
  const end = resolvedAt(incident);
  const description = [
    `Began ${openedAt(incident)}.`,
    ...(end ? [`Ended ${end}.`] : []),
    ...saidBy(incident),
    '',
    ...(incident.causes.drift && !incident.causes.impaired && !incident.causes.release
      ? ['What differs: npm run ops -- drift']
      : [
          `What is released: npm run ops -- status ${names}`,
          `Go back: npm run ops -- rollback ${names}${runbook ? `, or run the runbook ${runbook}` : ''}`,
          `While releases are frozen, let them in: docs/incidents.md`,
        ]),
    '',
    ...links.map(({ text: name, url }) => `${name}: ${url}`),
    '',
    'This item is resolved by itself when every cause has ended. A draft of the postmortem follows.',
  ].join('\n');
  return truncate(plainText(description), DESCRIPTION_LENGTH);
}

/** What was said, one sentence for each cause. */
function saidBy(incident: Incident): string[] {
  const active = activeCauses(incident);
  return CAUSES.flatMap((cause) => {
    const { raised, cleared } = incident.causes[cause] ?? {};
    const said = active.includes(cause) ? raised : (cleared ?? raised);
    return said ? [`${capital(said.text)}.`] : [];
  });
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function capital(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}
