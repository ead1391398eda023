import type { Trigger } from './history';

/** Part of an event or of an answer of CodePipeline that says why an execution began. */
export interface RawTrigger {
  readonly type: string;
  readonly detail: string;
}

/**
 * Why an execution began. A push to CodeCommit comes by a function of the project, which starts the pipelines of the
 * services that it concerns; everybody else who starts an execution is a person.
 * Source: CodePipeline API reference, "ExecutionTrigger".
 */
export function triggerOf({ type, detail }: RawTrigger, project: string): Trigger {
  if (type === 'AutomatedRollback') return 'automated-rollback';
  if (type === 'ManualRollback') return 'manual-rollback';
  if (type === 'StartPipelineExecution') {
    return detail.includes(`:assumed-role/${project}-source-`) ? 'push' : 'manual';
  }
  return PUSHES.includes(type) ? 'push' : 'unknown';
}

const PUSHES = [
  'CloudWatchEvent',
  'CreatePipeline',
  'PollForSourceChanges',
  'PutActionRevision',
  'Webhook',
  'WebhookV2',
];
