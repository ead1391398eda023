import { NO_VERSION, VERSION_VARIABLE } from '../pipeline/version-variable';
import type { Link } from '../shared/console-links';

/** What an execution releases. */
export interface Content {
  /** The released version, when the execution was started to release one again. */
  readonly version?: string;
  /** Commit and the first line of its message. */
  readonly commit?: string;
  /** The page of the commit. */
  readonly link?: Link;
}

/** Why an execution failed. */
export interface Failure {
  readonly stage: string;
  /** The action or the condition. */
  readonly what: string;
  readonly reason: string;
  /** Category of the action, for example `Approval` or `Deploy`; undefined for a condition. */
  readonly category: string | undefined;
  readonly link?: Link;
}

/** What a good end means, seen with what was before. */
export type Ending = 'as before' | 'recovered' | 'rolled back';

/** Part of `codepipeline:GetPipelineExecution`. */
export interface Execution {
  readonly artifactRevisions?: readonly {
    readonly revisionId?: string;
    readonly revisionSummary?: string;
    readonly revisionUrl?: string;
  }[];
  readonly variables?: readonly { readonly name?: string; readonly resolvedValue?: string }[];
}

/** Says what an execution releases. */
export function contentOf({ artifactRevisions = [], variables = [] }: Execution): Content {
  const version = variables.find(({ name }) => name === VERSION_VARIABLE)?.resolvedValue;
  const [revision] = artifactRevisions;
  const message = firstLine(commitMessage(revision?.revisionSummary ?? ''));
  const commit = [revision?.revisionId?.slice(0, 12), message].filter(Boolean).join(' ');
  return {
    ...(version && version !== NO_VERSION && { version }),
    ...(commit && { commit }),
    ...(revision?.revisionUrl && { link: { text: 'Commit', url: revision.revisionUrl } }),
  };
}

/** Part of `codepipeline:ListActionExecutions` and `codepipeline:ListRuleExecutions`. */
export interface Step {
  readonly stageName?: string;
  readonly actionName?: string;
  readonly ruleName?: string;
  readonly status?: string;
  readonly lastUpdateTime?: Date;
  readonly input?: { readonly actionTypeId?: { readonly category?: string } };
  readonly output?: {
    readonly executionResult?: {
      readonly externalExecutionSummary?: string;
      readonly externalExecutionUrl?: string;
      readonly errorDetails?: { readonly message?: string };
    };
  };
}

/** The step that failed last, which is the one that ended the execution. Actions come before conditions. */
export function failureOf(
  actions: readonly Step[],
  rules: readonly Omit<Step, 'input'>[],
): Failure | undefined {
  const failed: Step | undefined = lastFailed(actions) ?? lastFailed(rules);
  if (!failed) return undefined;
  const {
    externalExecutionSummary: summary,
    externalExecutionUrl: url,
    errorDetails,
  } = failed.output?.executionResult ?? {};
  return {
    stage: failed.stageName ?? 'a stage without a name',
    what: failed.actionName ?? `condition ${failed.ruleName ?? ''}`.trim(),
    reason: errorDetails?.message || summary || 'no reason was given',
    category: failed.input?.actionTypeId?.category,
    ...(url && { link: { text: 'Details', url } }),
  };
}

function lastFailed<T extends Omit<Step, 'input'>>(steps: readonly T[]): T | undefined {
  return steps
    .filter(({ status }) => status === 'Failed')
    .toSorted((a, b) => timeOf(a) - timeOf(b))
    .at(-1);
}

function timeOf({ lastUpdateTime }: Pick<Step, 'lastUpdateTime'>): number {
  return lastUpdateTime?.getTime() ?? 0;
}

/** Part of `codepipeline:ListPipelineExecutions`. */
export interface PastExecution {
  readonly pipelineExecutionId?: string;
  readonly status?: string;
  readonly executionType?: string;
}

/**
 * Says what a good end means: a way back, a recovery after a failure or a way back, or nothing new.
 * @param executions the newest first
 * @param attempt more than one when a stage of the execution was retried, so it had failed itself
 */
export function endingOf(executions: readonly PastExecution[], execution: string, attempt: number): Ending {
  const at = executions.findIndex(({ pipelineExecutionId }) => pipelineExecutionId === execution);
  if (executions[at]?.executionType === 'ROLLBACK') return 'rolled back';
  if (attempt > 1) return 'recovered';
  // Executions that were stopped or overtaken say nothing about the service.
  const before = executions.slice(at + 1).find(({ status }) => status === 'Succeeded' || status === 'Failed');
  const bad = before?.status === 'Failed' || before?.executionType === 'ROLLBACK';
  return bad && at >= 0 ? 'recovered' : 'as before';
}

/** A connection gives JSON with the message in it, CodeCommit the message. */
function commitMessage(summary: string): string {
  try {
    const { CommitMessage } = JSON.parse(summary) as { CommitMessage?: unknown };
    return typeof CommitMessage === 'string' ? CommitMessage : summary;
  } catch {
    return summary;
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
