import type { Watched } from '../../lib/dora/watched';

/** The project that the invented events are about. */
export const SHOP: Watched = {
  project: 'shop',
  services: ['catalog', 'storefront'],
  environments: ['staging', 'production'],
};

type Detail = Readonly<Record<string, unknown>>;

/** An event in the form of EventBridge. */
export interface RawEvent {
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly time: string;
  readonly detail: Detail;
}

let events = 0;

/** Source of the form: CodePipeline user guide, "Monitoring CodePipeline events". */
export function pipelineEvent(kind: 'Pipeline' | 'Stage' | 'Action', time: string, detail: Detail): RawEvent {
  events += 1;
  const { pipeline = 'shop-storefront' } = detail as { readonly pipeline?: string };
  return {
    ...{ version: '0', id: `00000000-0000-0000-0000-${String(events).padStart(12, '0')}` },
    'detail-type': `CodePipeline ${kind} Execution State Change`,
    ...{ source: 'aws.codepipeline', account: '111122223333', time, region: 'eu-central-1' },
    ...{ resources: [`arn:aws:codepipeline:eu-central-1:111122223333:${pipeline}`] },
    detail: {
      pipeline,
      'start-time': time,
      version: 3,
      'pipeline-execution-attempt': 1,
      ...detail,
    },
  };
}

/** How one execution of the pipeline went in one environment. */
export interface Story {
  /** Number of the execution; its commit is the same number unless `commit` says another. */
  readonly execution: number;
  /** Beginning of the deploy action, ISO 8601. */
  readonly at: string;
  /** Minutes that the deploy action took; one more is the check. */
  readonly minutes?: number;
  readonly environment?: string;
  readonly service?: string;
  readonly commit?: number;
  /** When the author made the commit. */
  readonly authored?: string;
  readonly subject?: string;
  /** How it ended: at which action, or well. */
  readonly end?: 'good' | 'deploy-fails' | 'verify-fails' | 'stopped' | 'running' | 'prepare-fails';
  /** Earlier version that was named; events do not tell it. */
  readonly requested?: string;
  /** Type and detail of the trigger, as CodePipeline writes it. */
  readonly trigger?: readonly [type: string, detail: string];
}

/** The function that starts pipelines after a push to CodeCommit. */
export const PUSHED = [
  'StartPipelineExecution',
  'arn:aws:sts::111122223333:assumed-role/shop-source-TriggerStartRole-1/shop-source-Start',
] as const;
/** A person who rolls a stage back. */
export const ROLLED_BACK = ['ManualRollback', 'arn:aws:sts::111122223333:assumed-role/Admin/kim'] as const;
/** CodePipeline that rolls a stage back. */
export const ROLLED_BACK_BY_ITSELF = ['AutomatedRollback', '{"FailedPipelineExecutionId":"1"}'] as const;

/** The commit with this number. */
export function commitId(number: number): string {
  return number.toString(16).padStart(4, '0').repeat(10);
}

/** Every event of one execution that has to do with one environment, in order. */
export function eventsOf(story: Story): RawEvent[] {
  const { service = 'storefront', environment = 'production', minutes = 9, end = 'good' } = story;
  const [type, cause] = story.trigger ?? PUSHED;
  const common = {
    pipeline: `shop-${service}`,
    'execution-id': `execution-${String(story.execution)}`,
  };
  const commit = commitId(story.commit ?? story.execution);
  const source = {
    ...common,
    ...{ stage: 'Source', action: 'Source', state: 'SUCCEEDED' },
    'action-execution-id': `source-${String(story.execution)}`,
    type: { owner: 'AWS', category: 'Source', provider: 'CodeCommit', version: '1' },
    'execution-result': {
      'external-execution-id': commit,
      'external-execution-summary': `${story.subject ?? 'Paint it blue'}\n\nBecause it was red.`,
    },
  };
  const begun = pipelineEvent('Pipeline', later(story.at, -20), {
    ...common,
    state: 'STARTED',
    'execution-trigger': { 'trigger-type': type, 'trigger-detail': cause },
  });
  return [
    begun,
    pipelineEvent('Action', later(story.at, -19), source),
    ...actionsOf({ ...story, minutes, end }, { ...common, stage: environment }),
    ...(story.authored ? [commitEvent(commit, story.authored)] : []),
  ];
}

/** The line that Git writes for a commit. */
function commitEvent(commit: string, authored: string): RawEvent {
  return {
    ...{ id: '', 'detail-type': 'Commit', source: 'git', time: '' },
    detail: { commit, 'author-date': authored },
  };
}

const KINDS = {
  Prepare: { owner: 'AWS', category: 'Invoke', provider: 'Lambda', version: '1' },
  Deploy: { owner: 'AWS', category: 'Deploy', provider: 'CodeDeployToECS', version: '1' },
  Verify: { owner: 'AWS', category: 'Invoke', provider: 'Lambda', version: '1' },
} as const;

function actionsOf(story: Story & { readonly minutes: number }, common: Detail): RawEvent[] {
  const { at, minutes, end } = story;
  const event = (action: keyof typeof KINDS, state: string, minute: number): RawEvent =>
    pipelineEvent('Action', later(at, minute), {
      ...common,
      ...{ action, state, type: KINDS[action], region: 'eu-central-1' },
      'action-execution-id': `${action}-${String(common['execution-id'])}-${String(common.stage)}`,
      ...(state === 'FAILED' && {
        'execution-result': {
          'external-execution-id': 'd-0123456789',
          'external-execution-summary': `${action} went wrong`,
          'error-code': 'JobFailed',
        },
      }),
    });
  const prepared = [event('Prepare', 'STARTED', -1), event('Prepare', 'SUCCEEDED', 0)];
  if (end === 'prepare-fails') return [event('Prepare', 'STARTED', -1), event('Prepare', 'FAILED', 0)];
  const begun = [...prepared, event('Deploy', 'STARTED', 0)];
  if (end === 'running') return begun;
  if (end === 'stopped') return [...begun, event('Deploy', 'ABANDONED', minutes)];
  if (end === 'deploy-fails') return [...begun, event('Deploy', 'FAILED', minutes)];
  return [
    ...begun,
    event('Deploy', 'SUCCEEDED', minutes),
    event('Verify', 'STARTED', minutes),
    event('Verify', end === 'verify-fails' ? 'FAILED' : 'SUCCEEDED', minutes + 1),
  ];
}

/** The time `minutes` after `time`, as EventBridge writes it. */
function later(time: string, minutes: number): string {
  return `${new Date(new Date(time).getTime() + minutes * 60_000).toISOString().slice(0, 19)}Z`;
}
