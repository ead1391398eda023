import type { Json } from './bus/match-pattern';

/** A rule of the default event bus that calls functions. */
export interface EventRuleModel {
  readonly arn: string;
  /** What events must look like. */
  readonly pattern: Json;
  /** Functions that get the events. */
  readonly functionArns: readonly string[];
}
