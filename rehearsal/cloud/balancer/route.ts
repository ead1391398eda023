import type { IncomingMessage } from 'node:http';
import type { RuleCondition } from '../../model';
import type { TargetGroup } from './target-group';
import { createWeightedPicker, type Weighted } from './weighted';

/** Target groups and their weights. */
export type Forward = readonly Weighted<TargetGroup>[];

/** A way that requests take: the default action of a listener, or one of its rules. */
export interface Route {
  /** ARN of the listener or of the rule. */
  readonly arn: string;
  forward(): Forward;
  setForward(forward: Forward): void;
  /** The target group of the next request; undefined when the route forwards nowhere. */
  pick(): TargetGroup | undefined;
}

/** Makes a route that starts with these weights. */
export function createRoute(arn: string, forward: Forward): Route {
  let current = forward;
  let pick = createWeightedPicker(forward);
  return {
    arn,
    forward: () => current,
    setForward: (next) => {
      current = next;
      pick = createWeightedPicker(next);
    },
    pick: () => pick(),
  };
}

/**
 * True when a request meets every condition of a rule. Paths are compared with their case, host names and headers
 * without: docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
 */
export function matchesRule(
  conditions: readonly RuleCondition[],
  request: Pick<IncomingMessage, 'url' | 'method' | 'headers'>,
): boolean {
  return conditions.every((condition) => {
    const value = subjectOf(condition, request);
    return value !== undefined && condition.values.some((pattern) => fits(condition.field, pattern, value));
  });
}

function subjectOf(
  { field, header = '' }: RuleCondition,
  { url = '/', method, headers }: Pick<IncomingMessage, 'url' | 'method' | 'headers'>,
): string | undefined {
  if (field === 'path-pattern') return url.split('?', 1)[0];
  if (field === 'host-header') return headers.host?.replace(/:\d+$/, '');
  if (field === 'http-request-method') return method;
  return headers[header.toLowerCase()]?.toString();
}

function fits(field: RuleCondition['field'], pattern: string, value: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const ignoresCase = field === 'host-header' || field === 'http-header';
  return new RegExp(`^${expression}$`, ignoresCase ? 'is' : 's').test(value);
}
