/**
 * What happened to the releases of a service, as the DORA metrics, incidents and postmortems read it. Everything here
 * is plain data: times are `Date`, ids are what AWS calls them, and nothing is known that no event or API has said.
 */

/** A service in an environment. */
export interface Place {
  readonly service: string;
  readonly environment: string;
}

/** Why an execution of the pipeline began. */
export type Trigger =
  /** A commit reached the branch. */
  | 'push'
  /** A person started it, for the newest commit. */
  | 'manual'
  /** A person named an earlier version: `npm run ops -- rollback`, or the variable `VERSION`. */
  | 'again'
  /** A person rolled a stage back. */
  | 'manual-rollback'
  /** CodePipeline rolled a stage back because it failed. */
  | 'automated-rollback'
  /** Nothing has said why. */
  | 'unknown';

/**
 * How a deployment ended.
 * - `succeeded`: the new version has all traffic, and the checks agreed.
 * - `failed`: it began and did not get there, or the checks afterwards disagreed.
 * - `stopped`: a person stopped it, or a newer execution took its place; it says nothing about the version.
 * - `running`: it has not ended, or its end is not known.
 */
export type Outcome = 'succeeded' | 'failed' | 'stopped' | 'running';

/** What an execution of the pipeline releases. */
export interface Change {
  /** Full commit id; of the released version where that is an earlier one and known. */
  readonly commit?: string;
  /** First line of the commit message. */
  readonly subject?: string;
  /** When the author made the commit. */
  readonly authoredAt?: Date;
  /** Commit id or digest that was released again in place of the newest commit. */
  readonly requested?: string;
}

/**
 * What a deployment does to a place.
 * - `change`: it brings a version that was not there before, or the one that is there once more.
 * - `rollback`: it takes the place back to an earlier version.
 */
export type Kind = 'change' | 'rollback';

/** One attempt to bring a version to the users of a service in an environment. */
export interface Deployment extends Place, Change {
  /** The same however often and in whatever order it was heard of: id of the deploy action's run. */
  readonly id: string;
  /** Id of the execution of the pipeline. */
  readonly execution: string;
  readonly trigger: Trigger;
  readonly kind: Kind;
  readonly outcome: Outcome;
  /** Image reference with its digest, where the action that prepares the release has said it. */
  readonly image?: string;
  /** When the deploy action began; the first moment at which users could meet the version. */
  readonly startedAt: Date;
  /** When the outcome was certain; absent while it is running. */
  readonly finishedAt?: Date;
  /** What the deploy action started: for example the id of a CodeDeploy deployment. */
  readonly externalId?: string;
  /** Why it failed, in the words of AWS. */
  readonly reason?: string;
}

/** An alarm changed its state. */
export interface AlarmChange {
  readonly alarm: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly at: Date;
  readonly reason?: string;
}

/** A person did something. */
export interface OperatorAction {
  readonly at: Date;
  /** ARN or name of who did it, where AWS says. */
  readonly by?: string;
  /** What was done, as a sentence without a dot. */
  readonly what: string;
  readonly place?: Partial<Place>;
}

/** Everything that is known of some time, each list with the oldest first. */
export interface ReleaseHistory {
  readonly deployments: readonly Deployment[];
  readonly alarms: readonly AlarmChange[];
  readonly operators: readonly OperatorAction[];
}
