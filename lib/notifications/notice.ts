import { deploymentLink, ecsServiceLink, executionLink, reviewLink } from '../shared/console-links';
import type { Link } from '../shared/console-links';
import type { DeploymentEvent, EcsDeploymentEvent, ExecutionEvent } from './release-event';
import type { Content, Ending, Failure } from './release-facts';

/** What happened, as a word that machines can filter by. */
export type NoticeKind =
  | 'started'
  | 'waiting-for-approval'
  | 'failed'
  | 'rolled-back'
  | 'recovered'
  | 'drifted'
  | 'incident-opened'
  | 'incident-resolved';

/** Something that people should hear, apart from how it is written. */
export interface Notice {
  readonly kind: NoticeKind;
  readonly service: string;
  /** One line without an end mark. */
  readonly title: string;
  /** Sentences, one on each line. */
  readonly lines: readonly string[];
  readonly links: readonly Link[];
  /** What belongs together has the same thread. */
  readonly thread: string;
}

/** A release has begun. */
export function startedNotice(event: ExecutionEvent, content: Content): Notice {
  const again = content.version === undefined ? '' : ' of an earlier version';
  return ofExecution(event, content, {
    kind: 'started',
    title: `${event.service}: release${again} started`,
    lines: [],
    links: [],
  });
}

/** A release waits for a person. */
export function approvalNotice(event: ExecutionEvent, content: Content): Notice {
  return ofExecution(event, content, {
    kind: 'waiting-for-approval',
    title: `${event.service}: release waits at ${event.stage}`,
    lines: ['It goes on when somebody approves it, and is rejected when nobody does in time.'],
    links: [reviewLink(event.region, event.pipeline)],
  });
}

/** A release has failed; `failure` is undefined when nobody could tell where. */
export function failedNotice(event: ExecutionEvent, content: Content, failure: Failure | undefined): Notice {
  // A person said no, or nobody said yes in time.
  const end = failure?.category === 'Approval' ? 'was not approved' : 'failed';
  const where = failure ? ` in ${failure.stage} at ${failure.what}` : '';
  return ofExecution(event, content, {
    kind: 'failed',
    title: `${event.service}: release ${end}${where}`,
    lines: [
      failure ? `Reason: ${failure.reason}` : 'The execution page tells where it failed.',
      ...(failure?.category === 'Deploy'
        ? ['Traffic that the deployment has shifted goes back by itself.']
        : []),
    ],
    links: failure?.link ? [failure.link] : [],
  });
}

/** The good end of a release that people waited for. */
export function endedNotice(
  event: ExecutionEvent,
  content: Content,
  ending: Exclude<Ending, 'as before'>,
): Notice {
  const rolledBack = ending === 'rolled back';
  return ofExecution(event, content, {
    kind: rolledBack ? 'rolled-back' : 'recovered',
    title: rolledBack
      ? `${event.service}: stage rolled back to an earlier release`
      : `${event.service}: recovered, a release succeeded again`,
    lines: [],
    links: [],
  });
}

/** CodeDeploy has taken the traffic back. */
export function codeDeployRollbackNotice(
  event: DeploymentEvent,
  reason: string,
  failed: string | undefined,
): Notice {
  const { service, environment, region, deployment } = event;
  return {
    kind: 'rolled-back',
    service,
    title: `${service}: rolled back in ${environment}`,
    lines: ['The version before has all of the traffic again.', `Reason: ${reason}`],
    links: [
      ...(failed ? [{ ...deploymentLink(region, failed), text: 'Failed deployment' }] : []),
      { ...deploymentLink(region, deployment), text: 'Rollback' },
    ],
    thread: failed ?? deployment,
  };
}

/** ECS goes back to the version before, or has given up. */
export function ecsNotice({
  type,
  service,
  environment,
  region,
  arn,
  reason,
  id,
}: EcsDeploymentEvent): Notice {
  const [kind, title, line] =
    type === 'ecs-rollback'
      ? (['rolled-back', 'rolled back', 'ECS goes back to the version before.'] as const)
      : ([
          'failed',
          'deployment failed',
          'ECS has given up. If it goes back, another message says so; if not, nothing changes by itself.',
        ] as const);
  return {
    kind,
    service,
    title: `${service}: ${title} in ${environment}`,
    lines: [line, `Reason: ${reason}`],
    links: [ecsServiceLink(region, arn)],
    thread: id,
  };
}

type Said = Pick<Notice, 'kind' | 'title' | 'lines' | 'links'>;

function ofExecution(event: ExecutionEvent, content: Content, said: Said): Notice {
  const { service, region, pipeline, execution } = event;
  const subject = content.version
    ? [`Version: ${content.version}`]
    : content.commit
      ? [`Commit: ${content.commit}`]
      : [];
  return {
    ...said,
    service,
    lines: [...subject, ...said.lines],
    links: [
      ...said.links,
      executionLink(region, pipeline, execution),
      ...(content.link && !content.version ? [content.link] : []),
    ],
    thread: execution,
  };
}
