import type { CreateOpsItemCommandInput, OpsItem, OpsItemDataValue } from '@aws-sdk/client-ssm';
import { plainText, truncate } from '../../app/shared/plain-text';
import type { Link } from '../shared/console-links';
import { alarmInTitle, alarmTitle } from './alarm-names';
import { severityOf, titleOf } from './incident';
import type { Cause, Incident, Trouble } from './incident';
import { troubleOfAlarm } from './settings';
import type { IncidentSettings } from './settings';

type Values = Readonly<Record<string, string | undefined>>;
type Data = Record<string, OpsItemDataValue>;

/** What an OpsItem tells people beside its trouble. */
export interface ItemFacts {
  /** In the order in which they are worth a look. */
  readonly links: readonly Link[];
  /** Commit or digest that is to blame, as far as it is known. */
  readonly version?: string;
  /** Name of the Automation document that goes back; absent where there is none. */
  readonly runbook?: string;
}

/** The incident of an OpsItem that this project, or CloudWatch for one of its alarms, has made; undefined for others. */
export function incidentOf(item: OpsItem, settings: IncidentSettings): Incident | undefined {
  const { OpsItemId: id, Status, Title = '', CreatedTime, OperationalData = {} } = item;
  const data = Object.entries(OperationalData).map(([key, { Value }]) => [key, Value]);
  const { project, ended, announced, postmortem, ...values } = Object.fromEntries(data) as Values;
  const trouble =
    project === settings.project
      ? troubleIn(values)
      : troubleOfAlarm(alarmInTitle(Title), CreatedTime?.toISOString() ?? '', settings);
  if (id === undefined || trouble === undefined) return undefined;
  return {
    ...trouble,
    id,
    open: Status !== 'Resolved' && Status !== 'Closed',
    told: announced !== undefined,
    ...(ended && { ended }),
    ...(postmortem && { postmortem }),
  };
}

/** What a person has changed so that it is no cause of ours, or no time, makes the item none of ours. */
function troubleIn({
  cause,
  service,
  environment,
  began = '',
  what,
  alarm,
  execution,
}: Values): Trouble | undefined {
  if (!isCause(cause) || !service || !environment || Number.isNaN(Date.parse(began))) return undefined;
  const place = { service, environment };
  const about = { cause, place, began, what: what ?? titleOf({ cause, place }) };
  return { ...about, ...(alarm && { alarm }), ...(execution && { execution }) };
}

function isCause(cause: string | undefined): cause is Cause {
  return cause === 'impaired' || cause === 'release' || cause === 'drift';
}

/** What an OpsItem says of a trouble, whoever has made the item. */
export function itemData(project: string, trouble: Trouble, { links, version, runbook }: ItemFacts): Data {
  const { place, cause, began, what, alarm, execution } = trouble;
  const pages = links.map(({ text, url }) => [`link-${text.toLowerCase().replaceAll(' ', '-')}`, url]);
  const automations = [{ automationId: runbook, automationType: 'AWS::SSM::Automation' }];
  return searchable({
    ...{ project, ...place, cause, began, what, alarm, execution, version },
    ...(Object.fromEntries(pages) as Values),
    ...(runbook && { '/aws/automations': JSON.stringify(automations) }),
  });
}

/** Values as operational data; OpsCenter takes no empty one. */
export function searchable(values: Values): Data {
  const kept = Object.entries(values).flatMap(([key, Value]) => (Value ? [[key, Value] as const] : []));
  return Object.fromEntries(kept.map(([key, Value]) => [key, { Value, Type: 'SearchableString' }]));
}

/** Who makes the items that CloudWatch does not. OpsCenter takes no name of AWS here, and a project may have one in its own. */
const SOURCE = 'incidents';

/** Longest description that OpsCenter takes. */
const DESCRIPTION_LENGTH = 2048;

/**
 * A new OpsItem. `/aws/dedup` keeps OpsCenter from making a second one of the cause while it is open. Source: AWS Systems
 * Manager user guide, "Managing duplicate OpsItems".
 */
export function newItem(project: string, trouble: Trouble, facts: ItemFacts): CreateOpsItemCommandInput {
  const { cause, place, alarm } = trouble;
  const dedupString = [project, place.environment, place.service, cause].join('/');
  return {
    Title: alarm === undefined ? titleOf(trouble) : alarmTitle(alarm),
    Description: descriptionOf(trouble, facts.runbook),
    Source: SOURCE,
    Category: 'Availability',
    Severity: severityOf(trouble) === 'high' ? '2' : '3',
    OperationalData: {
      ...itemData(project, trouble, facts),
      ...searchable({ '/aws/dedup': JSON.stringify({ dedupString }) }),
    },
  };
}

function descriptionOf({ place, what, began }: Trouble, runbook: string | undefined): string {
  const names = `--service ${place.service} --environment ${place.environment}`;
  const description = [
    `${capital(what)}. Began ${began}.`,
    `What is released: npm run ops -- status ${names}`,
    `Go back: npm run ops -- rollback ${names}${runbook ? `, or run the runbook ${runbook}` : ''}`,
    'This item is resolved by itself when it is over. A draft of the postmortem follows.',
  ];
  return truncate(plainText(description.join('\n')), DESCRIPTION_LENGTH);
}

function capital(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1);
}
