/**
 * What ended a release before its time, by kind. Each kind has one place in a pipeline: `build` is a command of a build,
 * `gate` a function that the pipeline asks, `approval` a person, `entry` an alarm that a release meets at the entry of a
 * stage, `hook` a function that says no to a deployment, `alarm` one that stops it, `tasks` new tasks that do not get
 * healthy. `error` is all that says nothing about the release: a function that crashes, an artifact that is missing.
 */
export type CauseKind = 'build' | 'gate' | 'approval' | 'entry' | 'hook' | 'alarm' | 'tasks' | 'error';

/** One such end. */
export interface Cause {
  readonly kind: CauseKind;
  /** Of the alarm or the function. */
  readonly name?: string;
}

/** A cause with its place in the pipeline. */
export interface PlacedCause extends Cause {
  readonly stage: string;
  readonly action: string;
}

/** Each kind in words. */
export const CAUSES: Readonly<Record<CauseKind, string>> = {
  build: 'a failed build',
  gate: 'a function of the pipeline that says no',
  approval: 'a person who says no',
  entry: 'an alarm at the entry of a stage',
  hook: 'a hook that says no',
  alarm: 'an alarm during the deployment',
  tasks: 'new tasks that do not get healthy',
  error: 'an error that says nothing about the release',
};
