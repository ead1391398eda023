import type { Change, Trigger } from './history';

/**
 * The smallest things that an event or an answer of an API says. Facts are collected in any order and as often as they
 * come; `deployments.ts` puts them together, and the same facts always give the same deployments.
 */
export type Fact = ActionFact | ExecutionFact | CommitFact;

/** What an action of the pipeline does for a release; the others do not matter here. */
export type Role = 'prepare' | 'deploy' | 'verify';

/** A run of an action in the stage of an environment began or ended. */
export interface ActionFact {
  readonly type: 'action';
  readonly service: string;
  readonly environment: string;
  readonly execution: string;
  readonly role: Role;
  /** Id of this run of the action; a retry is another run. */
  readonly run: string;
  readonly state: 'started' | 'succeeded' | 'failed' | 'stopped';
  readonly at: Date;
  readonly externalId?: string;
  readonly reason?: string;
  /** Image that it prepared. */
  readonly image?: string;
}

/** Something about an execution of the pipeline; what is absent is not known from here. */
export interface ExecutionFact extends Change {
  readonly type: 'execution';
  readonly execution: string;
  readonly trigger?: Trigger;
}

/** When the author made a commit. */
export interface CommitFact {
  readonly type: 'commit';
  readonly commit: string;
  readonly authoredAt: Date;
}
