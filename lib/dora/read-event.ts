import { authorTime, isoTime } from './author-time';
import type { ActionFact, ExecutionFact, Fact } from './facts';
import { triggerOf } from './triggers';
import { roleOf, serviceOfPipeline } from './watched';
import type { Watched } from './watched';

/** What an event says, why it says nothing here, or what is wrong with it. */
export type Reading =
  { readonly facts: readonly Fact[] } | { readonly ignored: string } | { readonly malformed: string };

type Fields = Readonly<Record<string, unknown>>;

/** Detail type of the line that says when a commit was made; Git writes it, no AWS service does. */
const COMMIT_EVENT = 'Commit';

/**
 * Reads an event of EventBridge. Kinds of events that are not known are ignored, because AWS may add some at any time;
 * an event of a known kind that does not say what it must is malformed.
 * Source of the forms: CodePipeline user guide, "Monitoring CodePipeline events".
 */
export function readEvent(event: unknown, watched: Watched): Reading {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    return { malformed: 'it is no object' };
  }
  const fields = event as Fields;
  const type = fields['detail-type'];
  if (typeof type !== 'string') return { malformed: 'it has no detail-type' };
  const detail = fieldsOf(fields.detail);
  switch (type) {
    case 'CodePipeline Pipeline Execution State Change':
      return ofPipeline(detail, watched, executionFacts);
    case 'CodePipeline Action Execution State Change':
      return ofPipeline(detail, watched, (service) => actionFacts(fields, detail, service, watched));
    case COMMIT_EVENT:
      return commitFacts(detail);
    default:
      return { ignored: `events of the kind ${type} are not read here` };
  }
}

function ofPipeline(
  detail: Fields,
  watched: Watched,
  read: (service: string, detail: Fields, watched: Watched) => Reading,
): Reading {
  const pipeline = textOf(detail.pipeline);
  if (pipeline === '' || textOf(detail['execution-id']) === '') {
    return { malformed: 'it names no pipeline and execution' };
  }
  const service = serviceOfPipeline(watched, pipeline);
  return service === undefined
    ? { ignored: `pipeline ${pipeline} is not of this project` }
    : read(service, detail, watched);
}

/** A connection says here which commit it is and when it was made; CodeCommit does not. */
function executionFacts(_service: string, detail: Fields, { project }: Watched): Reading {
  const raw = fieldsOf(detail['execution-trigger']);
  const [type, cause] = [textOf(raw['trigger-type']), textOf(raw['trigger-detail'])];
  const commit = textOf(raw['commit-id']);
  const authoredAt = authorTime(textOf(raw['author-date']));
  const fact: ExecutionFact = {
    type: 'execution',
    execution: textOf(detail['execution-id']),
    ...(type && { trigger: triggerOf({ type, detail: cause }, project) }),
    // An event of a connection has the commit in the place of a trigger type.
    ...(!type && commit && { trigger: 'push' }),
    ...(commit && { commit }),
    ...subjectOf(textOf(raw['commit-message'])),
    ...(authoredAt && { authoredAt }),
  };
  return { facts: [fact] };
}

function actionFacts(fields: Fields, detail: Fields, service: string, watched: Watched): Reading {
  const { category } = fieldsOf(detail.type);
  if (category === 'Source') return sourceFacts(detail);
  const environment = textOf(detail.stage);
  const role = roleOf(textOf(detail.action), textOf(category));
  if (role === undefined || !watched.environments.includes(environment)) {
    return { ignored: `action ${textOf(detail.action)} of stage ${environment} releases nothing` };
  }
  const state = STATES[textOf(detail.state)];
  if (state === undefined) return { ignored: `nothing is known of the state ${textOf(detail.state)}` };
  const at = isoTime(textOf(fields.time));
  if (at === undefined) return { malformed: 'it has no time' };
  const execution = textOf(detail['execution-id']);
  const result = fieldsOf(detail['execution-result']);
  const [id, reason] = [
    textOf(result['external-execution-id']),
    textOf(result['external-execution-summary']),
  ];
  const fact: ActionFact = {
    type: 'action',
    ...{ service, environment, execution, role, state, at },
    run: textOf(detail['action-execution-id']) || `${execution}/${environment}/${role}`,
    ...(id && { externalId: id }),
    ...(state === 'failed' && reason && { reason }),
  };
  return { facts: [fact] };
}

/** The result of the source action is the commit, and its summary the message. */
function sourceFacts(detail: Fields): Reading {
  const result = fieldsOf(detail['execution-result']);
  const commit = textOf(result['external-execution-id']);
  if (detail.state !== 'SUCCEEDED' || commit === '') return { ignored: 'the source is not fetched yet' };
  const fact: ExecutionFact = {
    type: 'execution',
    execution: textOf(detail['execution-id']),
    commit,
    ...subjectOf(textOf(result['external-execution-summary'])),
  };
  return { facts: [fact] };
}

function commitFacts(detail: Fields): Reading {
  const commit = textOf(detail.commit);
  const authoredAt = authorTime(textOf(detail['author-date']));
  if (commit === '' || authoredAt === undefined) {
    return { malformed: 'it names no commit and author-date with a time zone' };
  }
  return { facts: [{ type: 'commit', commit, authoredAt }] };
}

const STATES: Readonly<Record<string, ActionFact['state']>> = {
  STARTED: 'started',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  ABANDONED: 'stopped',
  CANCELED: 'stopped',
};

/** First line of a commit message; connections wrap the message into JSON. */
export function subjectOf(message: string): { readonly subject?: string } {
  const [subject = ''] = unwrapped(message).trim().split('\n');
  return subject === '' ? {} : { subject };
}

function unwrapped(message: string): string {
  try {
    const { CommitMessage: text } = JSON.parse(message) as { CommitMessage?: unknown };
    return typeof text === 'string' ? text : message;
  } catch {
    return message;
  }
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
