import { acknowledgeWildcard } from './acknowledge-wildcard';
import type { HandlerFunction } from './handler-function';

/** Lets a function call `actions` on what each ARN stands for. */
export function allowEach(
  handler: HandlerFunction,
  actions: readonly string[],
  arns: readonly string[],
  reason = 'All services of the project; a list of them outgrows the policy.',
): void {
  if (arns.length > 0) handler.allow(actions, arns);
  for (const arn of arns) acknowledgeWildcard(handler.role, arn, reason);
}
