import type { ListenerRuleModel, RuleCondition } from '../model';
import type { Assembly, Entry } from './assembly';
import { asList, asNumber, asObject, asText, type Json, type JsonObject } from './json';
import { targetBeforeReleases, type TrafficPair } from './traffic-pair';
import { hasUnknown } from './unknown';

/** The rules of a listener that are acted out, in the order of their priority; the others are noted. */
export function readRules(
  assembly: Assembly,
  listener: Entry,
  pairs: readonly TrafficPair[],
): ListenerRuleModel[] {
  return assembly
    .ofType('AWS::ElasticLoadBalancingV2::ListenerRule')
    .filter((rule) => rule.text('ListenerArn') === listener.ref)
    .sort((a, b) => a.number('Priority', 0) - b.number('Priority', 0))
    .flatMap((rule) => readRule(rule, pairs));
}

function readRule(rule: Entry, pairs: readonly TrafficPair[]): ListenerRuleModel[] {
  const conditions = rule.list('Conditions').map((condition) => conditionOf(rule, asObject(condition)));
  const known = conditions.filter((condition) => condition !== undefined);
  const before = targetBeforeReleases(rule.ref, pairs);
  const targets = forwardTargets(rule, 'Actions', before);
  if (targets.length === 0) rule.report('Actions', 'a rule that does not forward is not acted out');
  if (targets.length === 0 || known.length < conditions.length) return [];
  return [{ arn: rule.ref, conditions: known, targets }];
}

/**
 * Target groups and weights of the first forward action. Where only a deployment can tell them, everything goes to
 * `before`.
 */
export function forwardTargets(
  entry: Entry,
  property: string,
  before: string | undefined,
): ListenerRuleModel['targets'] {
  const action = asList(entry.peek(property))
    .map((item) => asObject(item))
    .find(({ Type }) => asText(Type) === 'forward');
  const weighted = asList(asObject(action?.ForwardConfig).TargetGroups)
    .map((item) => asObject(item))
    .map(({ TargetGroupArn, Weight }) => ({ arn: asText(TargetGroupArn), weight: asText(Weight) }));
  const single = { arn: asText(action?.TargetGroupArn), weight: '1' };
  const all = weighted.length > 0 ? weighted : [single];
  const decided = all.every(({ arn, weight }) => arn !== '' && !hasUnknown(arn) && !hasUnknown(weight));
  if (action !== undefined && decided) {
    return all.map(({ arn, weight }) => ({ targetGroupArn: arn, weight: asNumber(weight, 1) }));
  }
  return before === undefined ? [] : [{ targetGroupArn: before, weight: 1 }];
}

/** A condition in its short form (`Values`) or its long one; undefined, and noted, for a kind that is not known. */
function conditionOf(rule: Entry, condition: JsonObject): RuleCondition | undefined {
  const field = asText(condition.Field);
  const configurations: Readonly<Record<string, Json | undefined>> = {
    'path-pattern': condition.PathPatternConfig,
    'host-header': condition.HostHeaderConfig,
    'http-header': condition.HttpHeaderConfig,
    'http-request-method': condition.HttpRequestMethodConfig,
  };
  const known = KNOWN.find((one) => one === field);
  if (known === undefined) {
    rule.report('Conditions', `a condition on ${field || 'nothing'} is not acted out`);
    return undefined;
  }
  const configuration = asObject(configurations[known]);
  const header = asText(configuration.HttpHeaderName);
  return {
    field: known,
    ...(header !== '' && { header }),
    values: [...asList(condition.Values), ...asList(configuration.Values)].map(asText),
  };
}

const KNOWN = ['path-pattern', 'host-header', 'http-header', 'http-request-method'] as const;
