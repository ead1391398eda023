import type { Aftermath, IncidentFact } from '../aftermath';
import type { CompositeAlarmModel } from '../composite-alarm-model';
import type { EventRuleModel } from '../event-rule-model';
import type { ObjectStore } from '../pipeline/artifacts';
import type { EndpointOptions, Published } from '../pipeline/endpoint/server';
import { accountAfter } from './account/account';
import type { Account } from './account/account';
import type { OpsItem } from './account/ops-center';
import { awsEvents } from './aws-events';
import type { AwsEvent } from './aws-events';
import { deliver, deliveriesOf } from './deliver';
import type { FailedDelivery, Runner } from './deliver';
import { deliveryNumbers } from './dora-line';
import { withNextRelease } from './next-release';
import { openOpsItems } from './open-ops-items';
import type { RunRecord } from './run-record';

/** What the account after a run is played with. */
export interface AfterRunOptions {
  readonly rules: readonly EventRuleModel[];
  /** Alarms over others, of which some open OpsItems. */
  readonly alarms: readonly CompositeAlarmModel[];
  readonly record: RunRecord;
  /** Where the release went last. */
  readonly place: { readonly service: string; readonly environment: string };
  /** Cloud second in which the run was over. */
  readonly endedAt: number;
  /** By what this machine was the limit, each in a sentence; when it was, no incident is judged. */
  readonly limits: readonly string[];
  /** Starts a function of the assembly; every line that it prints goes to the last argument. */
  readonly open: (arn: string, onLine: (line: string) => void) => Runner;
  /** Lets the AWS stand-in answer with what the account remembers. */
  readonly answerWith: (services: EndpointOptions['services']) => void;
  /** Everything published so far. */
  readonly published: readonly Published[];
  readonly objects: Pick<ObjectStore, 'get'>;
  readonly note: (text: string) => void;
  readonly unchecked: (what: string) => void;
}

/** A draft with the incident that it is about. */
export interface Draft {
  readonly incident: string;
  readonly markdown: string;
}

/**
 * What the functions of the assembly make of a run that is over: its events are told, and when an incident is open
 * afterwards, the next release is played that ends it.
 */
export async function afterRun(
  options: AfterRunOptions,
): Promise<{ readonly aftermath: Aftermath; readonly drafts: readonly Draft[] }> {
  const { place, endedAt, published, note } = options;
  let { record } = options;
  const account = accountAfter(() => record);
  options.answerWith(account.services);
  const post = new Post(options);
  const withItems = (events: readonly AwsEvent[]): AwsEvent[] =>
    openOpsItems(events, options.alarms, account.opsCenter);
  const events = awsEvents(record);
  await post.tell(withItems(events));
  const dora = deliveryNumbers(post.lines, place);
  const isOpen = account.opsCenter.items.some(({ Status }) => Status !== 'Resolved');
  if (isOpen) {
    note(
      `Played, not run: ten minutes later the next release of ${place.service} to ${place.environment} succeeds, which ends the incident.`,
    );
    record = withNextRelease(record, place.environment, endedAt);
    await post.tell(withItems(awsEvents(record).slice(events.length)));
  }
  const after = isOpen ? deliveryNumbers(post.lines, place) : undefined;
  const aftermath: Aftermath = {
    delivered: post.delivered,
    failed: post.failed.map(({ functionArn, event, reason }) => {
      const name = functionArn.split(':').at(-1) ?? functionArn;
      return `${name} on ${event['detail-type']}: ${reason}`;
    }),
    ...(dora && { dora }),
    ...(after && { doraAfterRecovery: after }),
    incidents: account.opsCenter.items.map((item) => incidentFact(item, options)),
    messages: published.map(({ subject }) => subject),
  };
  return { aftermath, drafts: draftsOf(account, options) };
}

/** Hands events over and keeps what came of it. */
class Post {
  readonly lines: string[] = [];
  readonly failed: FailedDelivery[] = [];
  delivered = 0;

  constructor(private readonly options: AfterRunOptions) {}

  async tell(events: readonly AwsEvent[]): Promise<void> {
    const { rules, open, unchecked } = this.options;
    const deliveries = deliveriesOf(rules, events, unchecked);
    this.delivered += deliveries.length;
    const failed = await deliver(deliveries, (arn) => open(arn, (line) => void this.lines.push(line)));
    this.failed.push(...failed);
  }
}

function incidentFact(
  { OpsItemId: id, Title: title, Severity, Status }: OpsItem,
  { limits }: Pick<AfterRunOptions, 'limits'>,
): IncidentFact {
  const severity = limits.length > 0 ? 'not judged' : severityOf(Severity);
  return { id, title, severity, resolved: Status === 'Resolved' };
}

/** OpsCenter counts from 1, the worst. */
function severityOf(severity: OpsItem['Severity']): IncidentFact['severity'] {
  return Number(severity) <= 2 ? 'high' : 'medium';
}

/** The page of a draft that an incident names is an object of a bucket. */
function draftsOf(
  { opsCenter }: Account,
  { objects, limits }: Pick<AfterRunOptions, 'objects' | 'limits'>,
): Draft[] {
  return opsCenter.items.flatMap(({ OpsItemId: incident, OperationalData }) => {
    const page = OperationalData.postmortem?.Value;
    if (page === undefined) return [];
    const { pathname, searchParams } = new URL(page);
    const location = { bucket: pathname.split('/').at(-1) ?? '', key: searchParams.get('prefix') ?? '' };
    const content = objects.get(location);
    if (content === undefined) return [];
    return [{ incident, markdown: withLimits(new TextDecoder().decode(content), limits) }];
  });
}

/** A draft of a run in which the machine was the limit says so below its title. */
function withLimits(markdown: string, limits: readonly string[]): string {
  if (limits.length === 0) return markdown;
  const [title = '', ...rest] = markdown.split('\n');
  const warning = `> **Not judged.** ${limits.join(' ')} The severity and the numbers below say more about the machine than about the release.`;
  return [title, '', warning, ...rest].join('\n');
}
